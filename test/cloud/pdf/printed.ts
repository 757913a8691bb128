import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const require = createRequire(import.meta.url);
const { PNG } = require('pngjs') as {
  PNG: { sync: { read(bytes: Buffer): { data: Buffer; width: number; height: number } } };
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
  return jsQr(new Uint8ClampedArray(data), width, height)?.data ?? null;
}
