import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const require = createRequire(import.meta.url);

interface Font {
  readonly family: string;
  readonly weights: string;
  readonly package: string;
  readonly file: string;
  readonly range: string;
}

const latin =
  'U+0000-00FF, U+0131, U+0152-0153, U+02C6, U+02DA, U+02DC, U+2000-206F, U+20AC, U+2122';
const latinExtended = 'U+0100-02BA, U+1E00-1E9F, U+1EF2-1EFF, U+20A0-20AB';
const vietnamese =
  'U+0102-0103, U+0110-0111, U+01A0-01B0, U+0300-0309, U+0323, U+1EA0-1EF9, U+20AB';

const bricolage = (subset: string, range: string): Font => ({
  family: 'Bricolage Grotesque Variable',
  weights: '200 800',
  package: '@fontsource-variable/bricolage-grotesque',
  file: `bricolage-grotesque-${subset}-standard-normal.woff2`,
  range,
});
const atkinson = (subset: string, range: string): Font => ({
  family: 'Atkinson Hyperlegible Next Variable',
  weights: '200 800',
  package: '@fontsource-variable/atkinson-hyperlegible-next',
  file: `atkinson-hyperlegible-next-${subset}-wght-normal.woff2`,
  range,
});

/** Atkinson has no stacked Vietnamese accents; Bricolage, second in every stack, has. */
const fonts: readonly Font[] = [
  bricolage('vietnamese', vietnamese),
  bricolage('latin-ext', latinExtended),
  bricolage('latin', latin),
  atkinson('latin-ext', latinExtended),
  atkinson('latin', latin),
];

export const fontFaces = fonts
  .map(
    ({ family, weights, file, range }) =>
      `@font-face { font-family: '${family}'; font-weight: ${weights}; font-display: swap; src: url(/fonts/${file}) format('woff2'); unicode-range: ${range}; }`,
  )
  .join('\n');

/** The bytes of a font by its file name; null for any other name. */
export const readFont = (name: string): Buffer | null => {
  const font = fonts.find(({ file }) => file === name);
  if (!font) return null;
  const folder = dirname(require.resolve(`${font.package}/package.json`));
  return readFileSync(join(folder, 'files', font.file));
};
