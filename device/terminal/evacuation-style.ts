/** The list of who is inside: on the screen, and on the paper that goes to the meeting point. */
export const evacuationStyle = `
.roll { overflow-y: auto; padding: calc(1.6 * var(--unit)) calc(5 * var(--unit)); }
.roll ul { list-style: none; padding: 0; columns: 15em; column-gap: 2em; }
.roll li { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0 .5em; padding: .3em 0; border-bottom: 2px solid var(--filet); break-inside: avoid; }
.roll strong { font-size: 1.25em; line-height: 1.2; overflow-wrap: anywhere; min-width: 0; }
.roll small { color: var(--encre2); font-size: 1em; }
.roll > p { color: var(--encre2); margin-top: .8em; }
.roll .box, .paper { display: none; }
.age { flex-basis: 100%; } .desk header .age.old { color: var(--ocre); font-weight: 700; }
:root { --ocre: #7F4700; } @media (prefers-color-scheme: dark) { :root { --ocre: #FFC978; } }
body:not([data-tone=idle], [data-tone=fault]) #help, body:not([data-tone=idle]) #who, body:has([data-touch=cancel]) :is(#who, #help) { display: none; }
.foot .grow:empty { flex-basis: 0; }
@media (max-height: 560px) and (min-aspect-ratio: 1/1) { .roll { padding-block: 8px; } }
@media (max-aspect-ratio: 1/1) { .roll { padding-inline: 24px; } }
@media print {
  :root { color-scheme: light; --encre: #000; --papier: #fff; --encre2: #000; --ocre: #000; --filet: #999; }
  html, body[data-tone=desk] { background: #fff; color: #000; font-size: 14pt; height: auto; }
  body:has(.desk) { display: block; height: auto !important; } body[data-tone=desk] { --papier: #fff; --encre: #000; }
  footer, #bar, #tap, #banner, .foot { display: none !important; }
  #screen, .desk { display: block; height: auto; } .roll { overflow: visible; padding: 0; } .roll ul { columns: 2; }
  .desk header { display: block; padding: 0 0 6mm; } .desk header h1 { font-size: 22pt; } .paper { display: block; }
  .roll .box { display: inline-block; width: 5mm; height: 5mm; border: 1.5px solid #000; align-self: center; }
}
`;
