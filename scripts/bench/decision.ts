import { join } from 'node:path';
import { openAccessStore } from '../../device/store/access-store.ts';
import { cardKey } from '../../device/store/card-key.ts';
import { assert } from '../../shared/domain/assert.ts';
import { decide } from '../../shared/domain/decide.ts';
import { nothingKnown } from '../../shared/domain/place-rules.ts';
import { openSqliteReadOnly } from '../../shared/runtime/sqlite.ts';
import { systemClock } from '../../shared/runtime/system-clock.ts';
import { type Bench, type BenchRun, inMicroseconds, inTurns, median, timed } from './bench.ts';
import { benchConfig, fillCards, uidOf } from './bench-device.ts';

const perRound = 20_000;

/** Look-up and decision against the bare prepared SELECT of the same rows: the list's size must not be felt. */
export const decisionBench: Bench = {
  name: 'decision',
  about: 'decide at 1,000 and at 1,000,000 cards, against a bare prepared SELECT',
  async run(run) {
    const many = run.quick ? 50_000 : 1_000_000;
    const few = await decisionAt(run, 1_000);
    const crowd = await decisionAt(run, many);
    const shown = many.toLocaleString('en');
    return [
      {
        what: `decision at ${shown} cards, against 1,000`,
        measured: inMicroseconds(crowd.decision),
        baseline: inMicroseconds(few.decision),
        ratio: crowd.decision / few.decision,
        target: { atMost: 2 },
      },
      {
        what: `decision at ${shown} cards, against a bare SELECT`,
        measured: inMicroseconds(crowd.decision),
        baseline: inMicroseconds(crowd.select),
        ratio: crowd.decision / crowd.select,
        target: { atMost: 2 },
      },
    ];
  },
};

/** Milliseconds each, for one card after another in an order the page cache does not know. */
async function decisionAt(run: BenchRun, cards: number) {
  run.tell(`making a list of ${cards.toLocaleString('en')} cards`);
  const folder = join(run.folder, `cards-${cards}`);
  await fillCards(folder, cards);
  const access = openAccessStore(join(folder, 'access.db'));
  const bare = openSqliteReadOnly(join(folder, 'access.db'));
  const select = bare.prepare<[bigint], string>('SELECT body FROM card_a WHERE key = ?').pluck();
  let next = 1;
  const nextUid = (): string => {
    next = (next * 48_271) % 2_147_483_647;
    return uidOf(next % cards);
  };
  const now = systemClock.now();
  const [accessPoint] = benchConfig.accessPoints;
  assert(accessPoint, 'there is an access point to decide at');
  let granted = 0;
  const decideAll = () => {
    const uids = Array.from({ length: perRound }, nextUid);
    return timed(() => {
      for (const uid of uids) {
        const decision = decide({
          uid,
          entry: access.find(uid),
          accessPoint,
          place: benchConfig.place,
          schedules: [],
          now,
          clock: 'synced',
          listAgeMs: 0,
          known: nothingKnown,
          pin: 'none',
          unitsNeeded: 0,
        });
        if (decision.outcome === 'granted') granted += 1;
      }
    });
  };
  const selectAll = () => {
    const keys = Array.from({ length: perRound }, () => cardKey(nextUid()));
    return timed(() => {
      for (const key of keys) if (select.get(key) === undefined) granted = 0;
    });
  };
  decideAll();
  selectAll();
  const taken = await inTurns(run.quick ? 3 : 7, decideAll, selectAll);
  access.close();
  bare.close();
  if (granted === 0) throw new Error('the bench decided about cards that are not on its list');
  return { decision: median(taken.first) / perRound, select: median(taken.second) / perRound };
}
