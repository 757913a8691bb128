import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';

/**
 * `PATCHES='[…]' node --import patched-sources.ts …`: runs the product with some lines of it replaced, so that a test
 * can show what goes wrong without them. The product itself has no switch for that.
 */
export interface Patch {
  /** The end of the file's path, without its ending. */
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

const patches = JSON.parse(process.env['PATCHES'] ?? '[]') as readonly Patch[];

registerHooks({
  load(url, context, nextLoad) {
    const ours = patches.filter(({ file }) => url.endsWith(`/${file}.js`));
    if (ours.length === 0) return nextLoad(url, context);
    let source = readFileSync(fileURLToPath(url), 'utf8');
    for (const { file, from, to } of ours) {
      // Were it passed over in silence, a test of the broken product would test the whole one.
      if (!source.includes(from)) throw new Error(`nothing to patch in ${file}: ${from}`);
      source = source.replaceAll(from, to);
    }
    return { format: 'module', source, shortCircuit: true };
  },
});
