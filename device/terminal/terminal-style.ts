import { fontFaces } from './fonts.ts';

/** The palette and type of the visual direction. Grants are dark grounds, refusals white, faults near black. */
export const terminalStyle = `${fontFaces}
:root {
  --encre: #161D33; --papier: #F4F5F1; --bleu: #2546A3; --vert: #10633D; --rouge: #A62318; --jaune: #FFC62E;
  --ground: var(--bleu); --text: #fff; --rule: rgb(255 255 255 / .3);
  --unit: min(1vw, 1.667vh);
}
/* Room for the form below the screen. */
:root:has(form) { --unit: min(.9vw, 1.3vh); }
* { box-sizing: border-box; margin: 0; }
html { height: 100%; background: var(--ground); }
body {
  min-height: 100%; display: grid; grid-template-rows: 1fr auto auto auto; background: var(--ground); color: var(--text);
  font: 400 clamp(18px, calc(2.3 * var(--unit)), 40px)/1.35 'Atkinson Hyperlegible Next Variable', 'Bricolage Grotesque Variable', sans-serif;
  font-variant-numeric: tabular-nums;
}
body[data-tone=in] { --ground: var(--vert); }
body[data-tone=recorded] { --ground: var(--encre); }
body[data-tone=refused] { --ground: #fff; --text: var(--encre); --rule: #D9DDE4; }
body[data-tone=fault] { --ground: #0E1323; --text: #EDF0F7; --rule: #2E3855; }
h1, h2, .kicker, #clock { font-family: 'Bricolage Grotesque Variable', sans-serif; font-weight: 700; letter-spacing: -.02em; }
h1 { font-size: clamp(52px, calc(8.4 * var(--unit)), 150px); line-height: 1.05; margin-bottom: .3em; max-width: 6.4em; overflow-wrap: break-word; text-wrap: balance; }
h1.small { max-width: 9em; font-size: clamp(44px, calc(6.2 * var(--unit)), 110px); }
.name { display: inline-block; }
.kicker { font-size: clamp(22px, calc(3 * var(--unit)), 54px); margin-bottom: .35em; }
[data-tone=refused] .kicker, [data-tone=refused] .picture { color: var(--rouge); }
[data-tone=fault] .picture { color: var(--jaune); }
.second { font-size: 1.3em; margin-bottom: 1.1em; }
.words p + p { margin-top: .5em; }
.technical { font-size: .8em; opacity: .8; margin-top: 1.2em; }
#screen {
  display: grid; grid-template-columns: minmax(0, 1fr) auto; grid-template-rows: 1fr auto; align-items: center;
  column-gap: calc(5 * var(--unit));
}
.words { padding: calc(5 * var(--unit)) 0 calc(3 * var(--unit)) calc(5 * var(--unit)); }
.picture { padding: calc(5 * var(--unit)) calc(6 * var(--unit)) calc(5 * var(--unit)) 0; }
.sign { display: block; width: calc(30 * var(--unit)); height: auto; overflow: visible; }
.saved-here .sign { outline: calc(.6 * var(--unit)) dashed var(--jaune); outline-offset: calc(1.6 * var(--unit)); border-radius: 50%; }
.on-sign { stroke: var(--ground); }
.sign text { font-family: 'Bricolage Grotesque Variable', sans-serif; }
.card { fill: var(--jaune); } .ink { stroke: var(--encre); } .ink.dot { fill: var(--encre); }
.note {
  grid-column: 1 / -1; justify-self: end; display: flex; align-items: center; gap: .6em; min-height: 1.35em;
  padding: 0 calc(5 * var(--unit)) calc(2 * var(--unit)); font-weight: 600;
}
.note .dot { width: .7em; height: .7em; border-radius: 50%; background: currentColor; }
#bar { height: max(6px, calc(.9 * var(--unit))); }
#bar span { display: block; height: 100%; width: 0; background: currentColor; white-space: nowrap; }
footer { border-top: 2px solid var(--rule); padding: calc(1.6 * var(--unit)) calc(5 * var(--unit)); }
.now { display: flex; align-items: baseline; gap: 1em; }
#clock { font-size: 1.35em; }
form {
  --field: #78829C; background: var(--papier); color: var(--encre); font-size: 16px; display: flex; flex-wrap: wrap; align-items: end;
  gap: 12px 16px; padding: 16px max(16px, calc(5 * var(--unit)));
}
form h2 { font-size: 20px; flex-basis: 100%; letter-spacing: 0; }
label { display: grid; gap: 4px; font-size: 14px; font-weight: 600; }
input, select, button { font: inherit; font-size: 16px; min-height: 44px; padding: 0 12px; border: 1px solid var(--field); border-radius: 6px; background: #fff; color: var(--encre); }
input { width: 15em; } input::placeholder { color: #4A5470; opacity: .75; }
button { background: var(--bleu); border-color: var(--bleu); color: #fff; font-weight: 600; cursor: pointer; padding: 0 20px; }
:focus-visible { outline: 3px solid var(--bleu); outline-offset: 2px; }
#problem { flex-basis: 100%; color: var(--rouge); min-height: 1.45em; } #problem:empty { display: none; }
[hidden] { display: block !important; visibility: hidden; }
@media (max-aspect-ratio: 1/1) {
  :root, :root:has(form) { --unit: 1.6vw; }
  #screen { grid-template-columns: minmax(0, 1fr); grid-template-rows: auto 1fr auto; }
  .picture { order: -1; padding: 32px 24px 0; }
  .sign { width: min(56vw, 34vh); margin-inline: auto; }
  .words { align-self: start; padding: 24px 24px 16px; }
  .note { justify-self: start; padding: 0 24px 16px; }
  footer { padding: 12px 24px; }
  form { padding: 16px 24px; } form label, input, select, form button { width: 100%; }
}
`;
