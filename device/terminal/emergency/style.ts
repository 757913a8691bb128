import { fontFaces } from '../fonts.ts';

/** The palette of the visual direction on a phone's page; whoever reads it is in a hurry. */
export const emergencyStyle = `${fontFaces}
:root {
  --papier: #F4F5F1; --feuille: #fff; --encre: #161D33; --encre2: #4A5470; --bord: #78829C; --filet: #D9DDE4;
  --action: #2546A3; --on-action: #fff; --vert: #10633D; --rouge: #A62318;
}
* { box-sizing: border-box; margin: 0; }
html { background: var(--papier); color: var(--encre); }
body { font: 400 18px/1.45 'Atkinson Hyperlegible Next Variable', 'Bricolage Grotesque Variable', sans-serif; font-variant-numeric: tabular-nums; }
h1, h2, h3 { font-family: 'Bricolage Grotesque Variable', sans-serif; letter-spacing: -.02em; line-height: 1.15; text-wrap: balance; }
h1 { font-size: 34px; } h2 { font-size: 25px; } h3 { font-size: 19px; }
header, main { max-width: 44rem; margin-inline: auto; padding-inline: 20px; }
header { display: flex; align-items: center; justify-content: space-between; gap: 1em; padding-block: 10px; border-bottom: 2px solid var(--filet); }
header nav { display: flex; flex-wrap: wrap; justify-content: end; gap: 0 12px; }
header p { font-weight: 600; overflow-wrap: anywhere; }
header a { display: inline-flex; align-items: center; min-height: 44px; padding-inline: 8px; color: var(--action); font-weight: 600; }
main { display: grid; gap: 16px; padding-block: 24px 40px; }
section, form { display: grid; gap: 12px; min-width: 0; }
section { padding-top: 18px; border-top: 2px solid var(--filet); }
label { font-weight: 600; }
input, button { font: inherit; min-height: 56px; border-radius: 8px; border: 2px solid var(--bord); background: var(--feuille); color: var(--encre); padding: 8px 16px; width: 100%; }
input { font-size: 24px; letter-spacing: .06em; text-transform: uppercase; }
button { font-weight: 600; cursor: pointer; overflow-wrap: anywhere; }
.main { min-height: 68px; font-size: 21px; background: var(--action); border-color: var(--action); color: var(--on-action); }
:focus-visible { outline: 3px solid var(--action); outline-offset: 3px; }
.hint { color: var(--encre2); font-size: 16px; }
.told { padding: 14px 16px; border-left: 8px solid var(--rouge); background: var(--feuille); font-weight: 600; }
.told.good { border-color: var(--vert); color: var(--vert); }
.told.bad { color: var(--rouge); }
.entries { list-style: none; padding: 0; }
.entries li { display: grid; gap: 0 16px; padding-block: 10px; border-top: 1px solid var(--filet); overflow-wrap: anywhere; }
.entries time { color: var(--encre2); white-space: nowrap; font-size: 16px; }
@media (min-width: 560px) { .entries li { grid-template-columns: 9.5em 1fr; align-items: baseline; } button { width: auto; justify-self: start; padding-inline: 28px; } }
@media (prefers-color-scheme: dark) {
  :root {
    --papier: #0E1323; --feuille: #161D33; --encre: #EDF0F7; --encre2: #AAB4CE; --bord: #7683A8; --filet: #2E3855;
    --action: #A3B8FF; --on-action: #0E1323; --vert: #7FE0AE; --rouge: #FFA698;
  }
}
`;
