import { fontFaces } from './fonts.ts';

/** The palette and type of the visual direction. Grants are dark grounds, refusals white, faults near black. */
export const terminalStyle = `${fontFaces}
:root {
  --encre: #161D33; --papier: #F4F5F1; --bleu: #2546A3; --vert: #10633D; --rouge: #A62318; --jaune: #FFC62E;
  --ground: var(--bleu); --text: #fff; --rule: rgb(255 255 255 / .3); --focus: #fff;
  --feuille: #fff; --encre2: #4A5470; --bord: #78829C; --filet: #D9DDE4; --action: var(--bleu); --on-action: #fff;
  --unit: min(1vw, 1.667vh);
}
/* Room for the form below the screen. */
:root:has(#tap) { --unit: min(.9vw, 1.3vh); }
* { box-sizing: border-box; margin: 0; }
html { height: 100%; background: var(--ground); }
body {
  min-height: 100%; display: grid; grid-template-rows: auto 1fr auto auto auto; grid-template-columns: minmax(0, 1fr); background: var(--ground); color: var(--text);
  font: 400 clamp(18px, calc(2.3 * var(--unit)), 40px)/1.35 'Atkinson Hyperlegible Next Variable', 'Bricolage Grotesque Variable', sans-serif;
  font-variant-numeric: tabular-nums;
}
body[data-tone=in] { --ground: var(--vert); }
body[data-tone=recorded] { --ground: var(--encre); }
body[data-tone=refused] { --ground: #fff; --text: var(--encre); --rule: #D9DDE4; --focus: var(--bleu); }
body[data-tone=fault] { --ground: #0E1323; --text: #EDF0F7; --rule: #2E3855; }
h1, h2, .kicker, #clock, .figures strong, .what, .main { font-family: 'Bricolage Grotesque Variable', sans-serif; font-weight: 700; letter-spacing: -.02em; }
h1 { font-size: clamp(52px, calc(8.4 * var(--unit)), 150px); line-height: 1.05; margin-bottom: .3em; max-width: 6.4em; overflow-wrap: break-word; text-wrap: balance; }
h1.small { max-width: 9em; font-size: clamp(44px, calc(6.2 * var(--unit)), 110px); }
.name { display: inline-block; }
.kicker { font-size: clamp(22px, calc(3 * var(--unit)), 54px); margin-bottom: .35em; }
[data-tone=refused] .kicker, [data-tone=refused] .picture { color: var(--rouge); }
[data-tone=fault] .picture { color: var(--jaune); }
.second { font-size: 1.3em; margin-bottom: 1.1em; }
.words p + p { margin-top: .5em; }
.words .technical { font-size: .8em; opacity: .8; margin-top: 1.2em; }
#banner { grid-row: 1; } #screen { grid-row: 2; } #bar { grid-row: 3; } footer { grid-row: 4; } #tap { grid-row: 5; }
#screen {
  display: grid; grid-template-columns: minmax(0, 1fr) auto; grid-template-rows: minmax(0, 1fr); min-height: 0; align-items: center;
  column-gap: calc(5 * var(--unit));
}
.words { padding: calc(5 * var(--unit)) 0 calc(3 * var(--unit)) calc(5 * var(--unit)); }
.picture { padding: calc(5 * var(--unit)) calc(6 * var(--unit)) calc(5 * var(--unit)) 0; }
.sign { display: block; width: calc(30 * var(--unit)); height: auto; overflow: visible; }
.saved-here .sign { outline: calc(.6 * var(--unit)) dashed var(--jaune); outline-offset: calc(1.6 * var(--unit)); border-radius: 50%; }
.on-sign { stroke: var(--ground); }
.sign text { font-family: 'Bricolage Grotesque Variable', sans-serif; }
.card { fill: var(--jaune); } .ink { stroke: var(--encre); } .ink.dot { fill: var(--encre); }
#bar { height: max(6px, calc(.9 * var(--unit))); }
#bar span { display: block; height: 100%; width: 0; background: currentColor; white-space: nowrap; }
footer {
  font-size: .85em; border-top: 2px solid var(--rule); padding: calc(.8 * var(--unit)) calc(5 * var(--unit)); display: flex; flex-wrap: wrap;
  align-items: center; gap: .3em 1.4em; min-height: 76px;
}
.now { display: flex; align-items: baseline; gap: .8em; }
#note { flex: 1 1 0; min-width: 0; display: flex; justify-content: end; align-items: center; gap: .6em; font-weight: 600; text-align: end; line-height: 1.2; }
#lost:empty, #banner:empty { display: none; }
#lost { order: 4; flex-basis: 100%; font-weight: 700; }
.dot { flex: none; width: .7em; height: .7em; border-radius: 50%; border: 2px solid currentColor; background: currentColor; }
.dot.hollow { background: none; }
nav { display: flex; flex-wrap: wrap; justify-content: end; gap: .4em; }
nav a, nav button {
  display: inline-flex; align-items: center; gap: .4em; min-height: 64px; min-width: 64px; justify-content: center; padding: 0 .45em;
  border: 2px solid var(--rule); border-radius: 6px; background: none; color: inherit; font: inherit; font-weight: 600; text-decoration: none;
}
#banner { background: #fff; color: var(--rouge); border-bottom: 4px solid var(--rouge); }
#banner p { padding: .6em calc(5 * var(--unit)); } #banner p + p { border-top: 2px solid #D9DDE4; padding-block: .3em; }
/* Several matters leave less room for the screen below them. */
#banner p + p + p { font-size: .85em; } :root:has(#banner p + p + p) { --unit: min(.8vw, 1.1vh); }
#banner .fire { background: var(--rouge); color: #fff; } #banner :is(.preAlarm, .trouble) { background: var(--jaune); color: #161D33; }
#clock { font-size: 1.35em; }
#tap {
  --field: #78829C; background: var(--papier); color: var(--encre); font-size: 16px; display: flex; flex-wrap: wrap; align-items: end;
  gap: 12px 16px; padding: 16px max(16px, calc(5 * var(--unit)));
}
#tap h2 { font-size: 20px; flex-basis: 100%; letter-spacing: 0; }
label { display: grid; gap: 4px; font-weight: 600; }
#tap label { font-size: 14px; }
#tap :is(input, select, button) { font: inherit; font-size: 16px; min-height: 44px; padding: 0 12px; border: 1px solid var(--field); border-radius: 6px; background: #fff; color: var(--encre); }
#tap input { width: 15em; } #tap input::placeholder { color: #4A5470; opacity: .75; }
#tap button { background: var(--bleu); border-color: var(--bleu); color: #fff; font-weight: 600; cursor: pointer; padding: 0 20px; }
:focus-visible { outline: 4px solid var(--focus); outline-offset: 3px; }
#tap :focus-visible { outline: 3px solid var(--bleu); }
h1:focus-visible { outline-color: transparent; }
#problem { flex-basis: 100%; color: var(--rouge); min-height: 1.45em; } #problem:empty { display: none; }
button { cursor: pointer; }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.tick { width: 1.3em; height: 1.3em; }
.figures { display: flex; flex-wrap: wrap; gap: .6em 2em; margin-top: .4em; }
.words .figures p { margin: 0; max-width: 11em; line-height: 1.2; }
.figures strong { display: block; font-size: 1.9em; white-space: nowrap; }
.saved { display: inline-block; background: var(--jaune); color: var(--encre); font-weight: 600; padding: .45em .8em; border-radius: 6px; margin-top: .8em; }
.offline { margin-top: 1em; max-width: 26em; }
.choices { display: flex; flex-wrap: wrap; gap: .6em; margin-top: 1.2em; }
.tile, .main, .quiet { font: inherit; font-weight: 600; min-height: 72px; padding: .5em 1.1em; border: 3px solid var(--bord); border-radius: 8px; background: var(--feuille); color: var(--encre); }
.main { background: var(--action); border-color: var(--action); color: var(--on-action); font-size: 1.15em; }
.choices .quiet { background: none; border-color: currentColor; color: inherit; }
body[data-tone=desk] { --ground: var(--papier); --text: var(--encre); --rule: var(--filet); --focus: var(--action); }
body:has(.desk):not(:has(#tap)) { height: 100dvh; }
.desk { height: 100%; min-height: 0; grid-column: 1 / -1; align-self: stretch; display: grid; grid-template-rows: auto 1fr auto; min-width: 0; }
.desk header { display: flex; flex-wrap: wrap; align-items: baseline; gap: .2em 1em; padding: calc(2.4 * var(--unit)) calc(5 * var(--unit)) 0; }
.desk header h1 { font-size: clamp(32px, calc(4.2 * var(--unit)), 72px); margin: 0; max-width: none; }
.desk header p { color: var(--encre2); }
.tiles { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 9.5em), 1fr)); grid-auto-rows: minmax(6em, auto); gap: .8em; align-content: start; padding: calc(2 * var(--unit)) calc(5 * var(--unit)); overflow-y: auto; }
.tiles > p { grid-column: 1 / -1; }
.tiles .tile { display: grid; grid-template-columns: 1fr auto; align-content: space-between; text-align: start; padding: .7em .9em; }
.what { grid-column: 1 / -1; font-size: 1.35em; line-height: 1.15; overflow-wrap: break-word; hyphens: auto; text-wrap: balance; min-width: 0; }
.price { align-self: end; font-weight: 400; color: var(--encre2); }
.tile .tick { grid-column: 2; align-self: end; }
.tile[aria-pressed=true] { background: var(--action); border-color: var(--action); color: var(--on-action); }
.tile[aria-pressed=true] .price { color: inherit; }
.foot:empty { display: none; }
.desk header button { margin-inline-start: auto; }
.foot { display: flex; flex-wrap: wrap; align-items: center; gap: .8em; background: var(--feuille); border-top: 2px solid var(--filet); padding: calc(1.4 * var(--unit)) calc(5 * var(--unit)); min-height: 96px; }
.grow { flex: 1 1 9em; font-weight: 600; }
.warned { color: var(--rouge); font-weight: 700; }
.pad { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); gap: calc(4 * var(--unit)); padding: calc(2 * var(--unit)) calc(5 * var(--unit)); align-items: start; }
.asked { display: grid; gap: .8em; }
.pad input { font: inherit; font-size: 1.6em; letter-spacing: .3em; width: 100%; min-height: 72px; padding: 0 .5em; border: 3px solid var(--bord); border-radius: 8px; background: var(--feuille); color: var(--encre); }
.pad label { gap: 14px; }
.pad small { font-weight: 400; color: var(--encre2); }
.digits { display: grid; grid-template-columns: repeat(3, 1fr); gap: .5em; }
.digits .tick { grid-column: auto; align-self: auto; }
.digits .tile { font-size: 1.3em; padding: 0; display: grid; place-items: center; min-height: 64px; }
.digits .main { border-color: var(--action); background: var(--action); color: var(--on-action); }
body[data-tone=desk] #bar { display: none !important; }
[hidden] { display: block !important; visibility: hidden; }
@media (prefers-color-scheme: dark) {
  :root { --papier: #0E1323; --feuille: #161D33; --encre2: #AAB4CE; --bord: #7683A8; --filet: #2E3855; --action: #A3B8FF; --on-action: #0E1323; }
  body[data-tone=idle] { --ground: #0E1323; --text: #EDF0F7; --rule: #2E3855; }
  body[data-tone=idle] .offline { color: #FFCE54; }
  body[data-tone=desk] { --encre: #EDF0F7; --rouge: #FFA698; }
  #tap { --encre: #161D33; --papier: #F4F5F1; --rouge: #A62318; }
  #banner { --rouge: #A62318; }
}
@media (prefers-reduced-motion: reduce) { #bar { height: 1.5em; padding-inline: calc(5 * var(--unit)); font-weight: 600; } #bar span { background: none; width: auto; } * { transition: none; animation: none; } }
@media (max-height: 560px) and (min-aspect-ratio: 1/1) {
  .tile, .main, .quiet, .pad input { min-height: 64px; } .tiles { grid-auto-rows: minmax(4.6em, auto); } .foot { min-height: 76px; }
  .desk header { padding-top: 10px; } .words, .picture { padding-block: 12px; } .words .second { margin-bottom: .5em; }
  .choices { margin-top: .6em; } .pad, .tiles { padding-block: 10px; } footer { padding-block: 4px; } h1.small { font-size: 42px; }
  :root:has(#banner p + p + p) :is(.words .second, .picture) { display: none; } :root:has(#banner p + p + p) h1 { font-size: 36px; max-width: none; }
}
@media (max-width: 900px) { #day { display: none; } }
@media (max-aspect-ratio: 1/1) {
  :root, :root:has(#tap), :root:has(#banner p + p + p) { --unit: 1.6vw; } :root:has(#banner p + p + p) .picture { display: none; }
  #screen { grid-template-columns: minmax(0, 1fr); grid-template-rows: auto 1fr; }
  #screen:has(.desk) { grid-template-rows: minmax(0, 1fr); }
  .picture { order: -1; padding: 32px 24px 0; }
  .sign { width: min(56vw, 30vh); margin-inline: auto; } .words:has(.choices) + .picture .sign { width: min(40vw, 22vh); }
  .words { align-self: start; padding: 24px 24px 16px; }
  .desk { grid-row: 1 / -1; } .desk header, .tiles, .foot, .pad, #banner p { padding-inline: 24px; }
  .tiles { grid-template-columns: repeat(auto-fill, minmax(min(100%, 8.2em), 1fr)); }
  .foot .main { flex: 1 1 100%; order: 3; } .pad { grid-template-columns: 1fr; }
  footer { padding: 12px 24px; } #note { flex-basis: 100%; order: 3; justify-content: start; text-align: start; } .what { font-size: 1.15em; } nav { margin-inline-start: auto; gap: .3em; } nav a, nav button { padding: 0 .35em; }
  #tap { padding: 16px 24px; } #tap :is(label, input, select, button) { width: 100%; }
}
`;
