import type { Feed } from '../../shared/wire/federation.ts';
import type { Database, Tx } from '../store/database.ts';
import { type FederationRow, heldState, type OwnKeys } from '../store/federations.ts';
import { type Span, type Told, wantedBy } from './tell-feeds.ts';

/** What was compared with what was told. */
type Compared = 'nothing' | 'span' | 'all';

export interface FeedTeller {
  tell(row: FederationRow, keys: OwnKeys, feed: Feed): Promise<Compared>;
}

/** All is compared so often, and at the start, whatever was marked: a slip is made up for by then. */
const everyMs = 3_600_000;
/** As many names as a statement takes. */
const atOnce = 500;

/**
 * Tells the other side what changed: what it may know by now is compared with what it was told, and whatever differs
 * gets the next number; what is no more is told as withdrawn. Only what the store marked as changed is looked at, of
 * passages only those of that time. Looking again tells nothing twice.
 */
export function feedTeller(database: Database, now: () => number): FeedTeller {
  const wholeAt = new Map<string, number>();
  /** One at a time: what was read first must not be written last. */
  const telling = new Map<string, Promise<unknown>>();

  async function tell(row: FederationRow, keys: OwnKeys, feed: Feed): Promise<Compared> {
    const of = `${row.id} ${feed}`;
    const startedAt = now();
    const isDue = startedAt - (wholeAt.get(of) ?? Number.NEGATIVE_INFINITY) >= everyMs;
    // Read before what they are about: whatever is marked later is looked at again.
    const marks = await database.db
      .selectFrom('federation_changed')
      .select(['n', 'at'])
      .where('federation', '=', row.id)
      .where('feed', '=', feed)
      .execute();
    if (marks.length === 0 && !isDue) return 'nothing';
    const span = isDue ? null : spanOf(marks.map(({ at }) => at));
    const wanted = await wantedBy(database, row, keys, feed, span);
    const isTold = await database.inTransaction(async (tx) => {
      // Numbers are given by one at a time.
      if ((await heldState(database, tx, row.id)) !== 'pooled') return false;
      await writeDifference(tx, row.id, feed, wanted, span);
      for (let from = 0; from < marks.length; from += atOnce)
        await tx
          .deleteFrom('federation_changed')
          .where(
            'n',
            'in',
            marks.slice(from, from + atOnce).map(({ n }) => n),
          )
          .execute();
      return true;
    });
    if (isTold && span === null) wholeAt.set(of, startedAt);
    return span === null ? 'all' : 'span';
  }

  return {
    tell(row, keys, feed) {
      const of = `${row.id} ${feed}`;
      const before = telling.get(of) ?? Promise.resolve();
      const told = before.then(
        () => tell(row, keys, feed),
        () => tell(row, keys, feed),
      );
      const kept = told.finally(() => {
        if (telling.get(of) === kept) telling.delete(of);
      });
      kept.catch(() => undefined);
      telling.set(of, kept);
      return told;
    },
  };
}

/** Null: all of it. */
function spanOf(marks: readonly number[]): Span | null {
  let [from, to] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const at of marks) {
    if (at < 0) return null;
    from = Math.min(from, at);
    to = Math.max(to, at);
  }
  return { from, to };
}

async function writeDifference(
  tx: Tx,
  id: string,
  feed: Feed,
  wanted: Told,
  span: Span | null,
): Promise<void> {
  const ofFeed = tx
    .selectFrom('federation_told')
    .where('federation', '=', id)
    .where('feed', '=', feed);
  let stands = ofFeed.select(['key', 'body', 'at']).where('body', 'is not', null);
  if (span) stands = stands.where('at', '>=', span.from).where('at', '<=', span.to);
  const told = new Map((await stands.execute()).map((one) => [one.key, one]));
  const newest = await ofFeed.select((of) => of.fn.max('seq').as('seq')).executeTakeFirst();
  let seq = Number(newest?.seq ?? 0);
  const say = (key: string, body: string | null, at: number | null) => {
    const numbered = { seq: ++seq, body, at };
    return tx
      .insertInto('federation_told')
      .values({ federation: id, feed, key, ...numbered })
      .onConflict((same) => same.columns(['federation', 'feed', 'key']).doUpdateSet(numbered))
      .execute();
  };
  for (const [key, { body, at }] of wanted) {
    const known = told.get(key);
    if (known?.body !== body) await say(key, body, at);
    else if (known.at !== at)
      await tx
        .updateTable('federation_told')
        .set({ at })
        .where('federation', '=', id)
        .where('feed', '=', feed)
        .where('key', '=', key)
        .execute();
  }
  for (const key of told.keys()) if (!wanted.has(key)) await say(key, null, null);
}
