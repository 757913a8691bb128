// `npm start`: makes this machine ready, then runs the whole product here. Plain JavaScript on
// purpose: it must run on any Node from 20 on, before anything is installed.
import { goOn } from './set-up/go-on.js';
import { giveUp, root, setUp } from './set-up/set-up.js';

try {
  const node = await setUp({ forTests: false });
  goOn(node, [`${root}/dist/scripts/badgeuse/main.js`, 'demo', ...process.argv.slice(2)]);
} catch (err) {
  giveUp(err);
}
