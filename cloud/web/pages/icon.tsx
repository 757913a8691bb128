import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const folder = join(
  dirname(createRequire(import.meta.url).resolve('lucide-static/package.json')),
  'icons',
);
const names = [
  'arrow-left',
  'ban',
  'building-2',
  'calendar-days',
  'check',
  'chevron-down',
  'circle-help',
  'clock',
  'copy',
  'credit-card',
  'door-open',
  'download',
  'ellipsis',
  'eye',
  'file-up',
  'history',
  'key-round',
  'keyboard',
  'layout-dashboard',
  'list-checks',
  'log-out',
  'mail',
  'map-pin',
  'monitor',
  'pencil',
  'plus',
  'printer',
  'radio',
  'search',
  'settings',
  'shield',
  'smartphone',
  'store',
  'tag',
  'trash-2',
  'triangle-alert',
  'undo-2',
  'upload',
  'user',
  'user-round',
  'users',
  'x',
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
