import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const require = createRequire(import.meta.url);
const { PNG } = require('pngjs') as {
  PNG: {
    new (of: { width: number; height: number }): { readonly data: Buffer };
    sync: {
      read(bytes: Buffer): { data: Buffer; width: number; height: number };
      write(picture: { readonly data: Buffer }): Buffer;
    };
  };
};
const jsQr = require('jsqr') as (
  pixels: Uint8ClampedArray,
  width: number,
  height: number,
) => { data: string } | null;

/** A PDF as paper shows it, by Poppler: its text, and a picture of each page. */
export function printed(pdf: Buffer, dotsPerInch = 150) {
  const folder = mkdtempSync(join(tmpdir(), 'badgeuse-paper-'));
  try {
    const file = join(folder, 'paper.pdf');
    writeFileSync(file, pdf);
    execFileSync('pdftoppm', ['-png', '-r', String(dotsPerInch), file, join(folder, 'page')]);
    const text = execFileSync('pdftotext', ['-layout', file, '-'], { encoding: 'utf8' });
    const pages = readdirSync(folder)
      .filter((name) => name.endsWith('.png'))
      .sort()
      .map((name) => readFileSync(join(folder, name)));
    return { text: text.replaceAll('\u00a0', ' '), pages };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What a camera reads of a picture; null: nothing. */
export function squareIn(picture: Buffer): string | null {
  const { data, width, height } = PNG.sync.read(picture);
  // It is at the foot, and to look for it everywhere takes seconds.
  const top = Math.floor(height * 0.75);
  const foot = new Uint8ClampedArray(data.subarray(top * width * 4));
  return jsQr(foot, width, height - top)?.data ?? null;
}

/** A yellow picture of that size. */
export function pngOf(width: number, height: number): Buffer {
  const picture = new PNG({ width, height });
  for (let at = 0; at < picture.data.length; at += 4) picture.data.set([255, 198, 46, 255], at);
  return PNG.sync.write(picture);
}
