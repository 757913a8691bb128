import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const folder = join(
  dirname(createRequire(import.meta.url).resolve('lucide-static/package.json')),
  'icons',
);
const names = [
  'check',
  'clock',
  'download',
  'layout-dashboard',
  'log-out',
  'pencil',
  'radio',
  'search',
  'triangle-alert',
  'user',
] as const;
export type IconName = (typeof names)[number];

/** The strokes alone: size and colour are the page's. */
const strokes = new Map(
  names.map((name) => {
    const svg = readFileSync(join(folder, `${name}.svg`), 'utf8');
    return [name, svg.slice(svg.indexOf('>', svg.indexOf('<svg')) + 1, svg.lastIndexOf('</svg>'))];
  }),
);

/** Beside a word, never alone: hidden from who listens to the page. */
export const Icon = ({ name, size = 18 }: { name: IconName; size?: number }) => (
  <svg
    class="icon"
    width={size}
    height={size}
    viewBox="0 0 24 24"
    aria-hidden="true"
    dangerouslySetInnerHTML={{ __html: strokes.get(name) ?? '' }}
  />
);
