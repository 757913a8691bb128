/** The signs of the reader vocabulary, drawn. Shape tells the outcome; colour only repeats it. */
const svg = (body: string) =>
  `<svg class="sign" viewBox="0 0 200 200" aria-hidden="true" focusable="false">${body}</svg>`;
const stroke = 'fill="none" stroke="currentColor" stroke-linecap="round" stroke-linejoin="round"';
const octagon = 'M59 4h82l55 55v82l-55 55H59L4 141V59z';

const card = `<g transform="rotate(-10 100 100)"><path class="card" d="M45 62a4 4 0 0 1 4-4h84l22 17v61a4 4 0 0 1-4 4H49a4 4 0 0 1-4-4z"/>
<path class="ink" d="M66 120h42" fill="none" stroke-width="5"/><circle class="ink dot" cx="63" cy="120" r="8"/><circle class="ink ring" cx="113" cy="120" r="6.5" fill="none" stroke-width="5"/></g>`;

const svgTick = (path: string) =>
  `<svg class="tick" viewBox="0 0 200 200" aria-hidden="true" focusable="false"><path d="${path}" ${stroke} stroke-width="18"/></svg>`;

export const signs = {
  idle: svg(`<circle cx="100" cy="100" r="91" ${stroke} stroke-width="17"/>${card}`),
  in: svg(
    `<circle cx="100" cy="100" r="98" fill="currentColor"/><path class="on-sign" d="M36 100h74M78 66l34 34-34 34M139 42v116" fill="none" stroke-width="16" stroke-linecap="round" stroke-linejoin="round"/>`,
  ),
  out: svg(
    `<circle cx="100" cy="100" r="91" ${stroke} stroke-width="17"/><path d="M64 56v88M90 100h60M124 70l30 30-30 30" ${stroke} stroke-width="14"/>`,
  ),
  recorded: svg(
    `<circle cx="100" cy="100" r="91" ${stroke} stroke-width="17"/><circle cx="100" cy="100" r="34" fill="currentColor"/>`,
  ),
  repeat: svg(
    `<circle cx="100" cy="100" r="91" ${stroke} stroke-width="17" stroke-dasharray="44 28"/><path d="M66 84h68M66 116h68" ${stroke} stroke-width="14"/>`,
  ),
  refused: svg(
    `<path d="${octagon}" fill="currentColor"/><path class="on-sign" d="M46 100h108" stroke-width="28" stroke-linecap="round"/>`,
  ),
  unknown: svg(
    `<path d="M63 12h74l51 51v74l-51 51H63l-51-51V63z" ${stroke} stroke-width="16" stroke-linejoin="miter"/><text x="100" y="142" text-anchor="middle" font-size="118" font-weight="700" fill="currentColor">?</text>`,
  ),
  fault: svg(
    `<path d="M100 18 190 176H10z" ${stroke} stroke-width="16"/><path d="M100 78v46" ${stroke} stroke-width="16"/><circle cx="100" cy="150" r="9" fill="currentColor"/>`,
  ),
  tick: svgTick('M30 108 80 156 172 48'),
  erase: svgTick('M70 40h110v120H70L16 100zM100 78l44 44M144 78l-44 44'),
  sound: svgTick('M24 76v48h34l48 40V36L58 76zM138 70c20 18 20 42 0 60M160 46c36 32 36 76 0 108'),
} as const;

export type SignName = keyof typeof signs;
