import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FastifyInstance } from 'fastify';
import { failure } from '../../shared/runtime/errors.ts';

/** The few files a page needs, held in memory and named by their content, so that browsers keep them for good. */
interface Asset {
  readonly body: Buffer;
  readonly type: string;
}

const require = createRequire(import.meta.url);
const libraryFile = (library: string, file: string): string =>
  join(dirname(require.resolve(`${library}/package.json`)), file);

const fonts = [
  [
    '@fontsource-variable/atkinson-hyperlegible-next',
    'atkinson-hyperlegible-next',
    'wght',
    ['latin', 'latin-ext'],
  ],
  [
    '@fontsource-variable/bricolage-grotesque',
    'bricolage-grotesque',
    'standard',
    ['latin', 'latin-ext', 'vietnamese'],
  ],
] as const;

const files = new Map<string, Asset>();
const keep = (name: string, type: string, body: Buffer): string => {
  const digest = createHash('sha256').update(body).digest('hex').slice(0, 12);
  const path = name.replace(/(\.\w+)$/, `-${digest}$1`);
  files.set(path, { body, type });
  return `/assets/${path}`;
};

const fontFaces = fonts.flatMap(([library, family, axis, subsets]) => {
  const css = readFileSync(libraryFile(library, `${axis}.css`), 'utf8');
  return subsets.map((subset) => {
    const file = `${family}-${subset}-${axis}-normal.woff2`;
    const url = keep(file, 'font/woff2', readFileSync(libraryFile(library, `files/${file}`)));
    const face = css.split('@font-face').find((part) => part.includes(file)) ?? '';
    return `@font-face${face.slice(0, face.lastIndexOf('}') + 1).replace(`./files/${file}`, url)}`;
  });
});

const ownFolder = join(packageRoot(), 'cloud/web/assets');
const own = (ending: string): readonly string[] =>
  readdirSync(ownFolder)
    .filter((name) => name.endsWith(ending))
    .sort()
    .map((name) => readFileSync(join(ownFolder, name), 'utf8'));

export const styleUrl = keep(
  'badgeuse.css',
  'text/css; charset=utf-8',
  Buffer.from([...fontFaces, ...own('.css')].join('\n')),
);
export const scriptUrl = keep(
  'htmx.js',
  'text/javascript; charset=utf-8',
  readFileSync(libraryFile('htmx.org', 'dist/htmx.min.js')),
);
/** Small things that make the pages quicker to use; everything works without. Each file is a world of its own. */
export const ownScriptUrl = keep(
  'badgeuse.js',
  'text/javascript; charset=utf-8',
  Buffer.from(
    own('.js')
      .map((text) => `(() => {\n'use strict';\n${text}\n})();\n`)
      .join(''),
  ),
);
export const headingFontUrl = [...files.keys()]
  .filter((name) => name.startsWith('bricolage-grotesque-latin-standard'))
  .map((name) => `/assets/${name}`);

export function assets(app: FastifyInstance): void {
  app.get('/assets/*', { schema: { hide: true } }, async (request, reply) => {
    const name = (request.params as { '*': string })['*'];
    const asset = files.get(name);
    if (!asset) throw failure('notFound', { what: 'file', id: name });
    return reply
      .header('cache-control', 'public, max-age=31536000, immutable')
      .type(asset.type)
      .send(asset.body);
  });
}

/** The folder of package.json, from the sources as from `dist`. */
function packageRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder);
  return folder;
}
