import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const folder = dirname(
  createRequire(import.meta.url).resolve('@fontsource-variable/bricolage-grotesque/package.json'),
);

/** The face of headings, in parts by what they can write; each is asked in turn for a letter. */
export const headingFaces = ['latin', 'latin-ext', 'vietnamese'].map((part) =>
  join(folder, 'files', `bricolage-grotesque-${part}-standard-normal.woff2`),
);

/** What the faces that every PDF reader brings along can write (WinAnsi), and the minus sign, which `pen.ts` draws. */
const plain = /^[\u2212\u0020-\u007e\u00a0-\u00ff€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]*$/;
export const isPlain = (text: string): boolean => plain.test(text);
