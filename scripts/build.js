// `npm run build`: compiles to dist/ when a source changed.
import { build } from './set-up/build.js';
import { giveUp, root } from './set-up/set-up.js';
import { nodeToUse } from './set-up/which-node.js';

try {
  const done = await build(root, nodeToUse(root));
  if (!done) console.error('  dist/ is up to date');
} catch (err) {
  giveUp(err);
}
