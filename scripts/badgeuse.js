#!/usr/bin/env node
// The `badgeuse` command. Plain JavaScript on purpose: whatever Node runs it, the command goes on
// with Node 26, and in a checkout with what was built from the present sources.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from './set-up/build.js';
import { goOn } from './set-up/go-on.js';
import { giveUp } from './set-up/set-up.js';
import { nodeToUse } from './set-up/which-node.js';

// This file stands in scripts/ of a checkout, and its copy in dist/scripts/ of what was built.
const here = dirname(dirname(fileURLToPath(import.meta.url)));
const built = existsSync(join(here, 'scripts/badgeuse/main.js'));
const root = built ? dirname(here) : here;

try {
  const node = nodeToUse(root);
  if (!built) await build(root, node);
  const main = join(built ? here : join(root, 'dist'), 'scripts/badgeuse/main.js');
  goOn(node, [main, ...process.argv.slice(2)]);
} catch (err) {
  giveUp(err);
}
