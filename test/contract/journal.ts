import { describe, expect, test } from '@jest/globals';
import type { Journal } from '../../device/ports.ts';
import { lostRangeBytes } from '../../shared/wire/batch-size.ts';
import { canonicalJson } from '../../shared/wire/canonical-json.ts';
import type { EntryDraft } from '../../shared/wire/entry.ts';
import { entryHash, genesisHash } from '../../shared/wire/entry-hash.ts';
import { parseEntry } from '../../shared/wire/parse-entry.ts';
import { entriesOf } from '../parts/entries-of.ts';

/** A clock entry, `n` minutes into the morning: tells entries apart without being anybody's punch. */
export const draft = (n: number, more: Record<string, unknown> = {}): EntryDraft => ({
  kind: 'device',
  at: new Date(Date.UTC(2026, 10, 21, 8, n)).toISOString(),
  monoMs: n * 60_000,
  boot: 'boot-1',
  clock: 'synced',
  event: 'boot',
  details: { n },
  ...more,
});

const all = { maxEntries: 200, maxBytes: 60_000 };
const note = draft(59, { event: 'storeRolledBack' });
const range = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, i) => from + i);

/** What every journal promises, whatever it is written on. */
export function journalContract(name: string, open: () => Journal): void {
  describe(`${name} is a journal`, () => {
    const withEntries = (count: number): Journal => {
      const journal = open();
      for (const n of range(1, count)) journal.append([draft(n)]);
      return journal;
    };

    test('starts with one epoch of 128 random bits and nothing to send', () => {
      const journal = open();
      expect(journal.currentEpoch()).toMatch(/^[0-9a-f]{32}$/);
      expect(journal.epochs()).toEqual([
        { epoch: journal.currentEpoch(), first: 1, last: 0, acked: 0, closed: false },
      ]);
      expect(journal.nextBatch(all)).toBeNull();
      expect(journal.newestAt()).toBeNull();
      expect(open().currentEpoch()).not.toBe(journal.currentEpoch());
    });

    test('shows what it holds, acked or not, from either end', () => {
      const journal = withEntries(5);
      journal.acknowledge(journal.currentEpoch(), 3);
      const first = journal.held(null, 2);
      expect(first).toMatchObject([{ epoch: journal.currentEpoch(), seq: 1 }, { seq: 2 }]);
      expect(JSON.parse(first[0]?.body ?? '')).toMatchObject({ seq: 1, details: { n: 1 } });
      expect(journal.held(first[1]?.key ?? null, 9).map(({ seq }) => seq)).toEqual([3, 4, 5]);
      expect(journal.newest(2).map(({ seq }) => seq)).toEqual([5, 4]);
    });

    test('blanks the taps of one person, once they are acknowledged; the chain still holds', async () => {
      const journal = open();
      const card = (uid: string) => ({ uid, level: 'uid' });
      const tap = (n: number, uid: string, memberRef: string | null) =>
        draft(n, {
          ...{ kind: 'punch', card: card(uid), memberRef, accessPoint: 'entree' },
          ...{ direction: 'toggle', accessVersion: 1, item: null },
        });
      const recorded = journal.append([
        tap(1, '04A1B2C3', 'm_ana'),
        tap(2, '04A1B2C3', null),
        tap(3, '04A1B2C3', 'm_bob'),
        tap(4, '04FFFFFF', 'm_ana'),
        draft(5),
      ]);
      const bodies = () => journal.held(null, 9).map(({ body }) => JSON.parse(body));
      const was = bodies();
      journal.acknowledge(journal.currentEpoch(), 3);
      // Whose cards are asked by nobody any more: what the taps themselves say is enough.
      const person = { memberRef: 'm_ana', uids: [] };
      expect(await journal.erase(person)).toBeNull();
      expect(bodies()).toEqual(was);
      journal.acknowledge(journal.currentEpoch(), 5);
      const uids = ['04A1B2C3', '04FFFFFF'];
      expect(await journal.erase(person)).toEqual({ entries: 3, uids });
      expect((await journal.erase(person))?.entries).toBe(0);
      const now = bodies();
      expect(now.map(({ hash }) => hash)).toEqual(recorded.map(({ entry }) => entry.hash));
      expect(now.map(({ erased }) => erased === true)).toEqual([true, true, false, true, false]);
      for (const entry of now) expect(parseEntry(entry).ok).toBe(true);
      expect([now[2], now[4]]).toEqual([was[2], was[4]]);
      expect(Object.keys(now[0]).sort()).toEqual(
        ['at', 'boot', 'clock', 'erased', 'hash', 'id', 'kind', 'monoMs', 'seq'].sort(),
      );
      journal.rewind(journal.currentEpoch(), 1);
      expect(journal.nextBatch(all)?.entries).toHaveLength(5);
    });

    test('numbers from 1, chains hashes, and gives every entry an id and salt of its own', () => {
      const journal = open();
      const recorded = journal.append([draft(1), draft(2), draft(3)]);
      expect(recorded.map((r) => r.entry.seq)).toEqual([1, 2, 3]);
      let prev = genesisHash;
      for (const { entry, epoch } of recorded) {
        expect(epoch).toBe(journal.currentEpoch());
        expect(parseEntry(entry).ok).toBe(true);
        expect(entry.hash).toBe(entryHash(prev, entry));
        expect(journal.hashAt(epoch, entry.seq)).toBe(entry.hash);
        prev = entry.hash;
      }
      expect(new Set(recorded.map((r) => r.entry.id)).size).toBe(3);
      expect(journal.newestAt()).toBe(Date.UTC(2026, 10, 21, 8, 3));
      expect(journal.hashAt(journal.currentEpoch(), 0)).toBe(genesisHash);
      expect(journal.hashAt(journal.currentEpoch(), 4)).toBeNull();
    });

    test('hands out what is unacked, contiguous, as many as asked for', () => {
      const journal = withEntries(5);
      const batch = journal.nextBatch({ ...all, maxEntries: 3 });
      expect(batch).toMatchObject({ from: 1, to: 3, prev: genesisHash, lost: [] });
      expect(entriesOf(batch).map((e) => e.seq)).toEqual([1, 2, 3]);
      expect(batch?.head).toEqual({ seq: 3, hash: entriesOf(batch)[2]?.hash });
      journal.acknowledge(journal.currentEpoch(), 3);
      const rest = journal.nextBatch(all);
      expect(rest).toMatchObject({ from: 4, to: 5, prev: batch?.head.hash });
      journal.acknowledge(journal.currentEpoch(), 5);
      expect(journal.nextBatch(all)).toBeNull();
    });

    test('stops at 200 entries and at the bytes, and always sends one', () => {
      const journal = open();
      journal.append(range(1, 250).map((n) => draft(n)));
      expect(journal.nextBatch({ ...all, maxEntries: 500, maxBytes: 1e9 })?.to).toBe(200);
      const some = journal.nextBatch({ ...all, maxBytes: 4_000 });
      const bytes = Buffer.byteLength(`[${some?.entries.join(',')}]`);
      expect(bytes).toBeLessThanOrEqual(4_000);
      expect(some?.entries.length).toBeGreaterThan(5);
      expect(journal.nextBatch({ ...all, maxBytes: 1 })?.entries).toHaveLength(1);
    });

    test('hands out what follows a batch that is still on its way, and then the next epoch', () => {
      const journal = withEntries(5);
      const epoch = journal.currentEpoch();
      const first = journal.nextBatch({ ...all, maxEntries: 2 });
      const after = journal.nextBatch({ ...all, maxEntries: 2 }, { epoch, seq: 2 });
      expect(after).toMatchObject({ epoch, from: 3, to: 4, prev: first?.head.hash, lost: [] });
      expect(journal.nextBatch(all, { epoch, seq: 5 })).toBeNull();
      expect(journal.nextBatch(all, { epoch: 'another', seq: 4 })?.from).toBe(1);
      expect(journal.epochs()[0]?.acked).toBe(0);
      journal.acknowledge(epoch, 4);
      expect(journal.nextBatch(all, { epoch, seq: 2 })?.from).toBe(5);
      journal.acknowledge(epoch, 5);
      journal.startEpochAfterRollback(epoch, note);
      journal.rewind(epoch, 4);
      expect(journal.nextBatch(all, { epoch, seq: 5 })?.epoch).toBe(journal.currentEpoch());
    });

    test('an entry goes out as the text that was hashed', () => {
      const journal = open();
      const [recorded] = journal.append([draft(1)]);
      expect(journal.nextBatch(all)?.entries).toEqual([canonicalJson(recorded?.entry)]);
    });

    test('a lower or repeated acknowledgement changes nothing', () => {
      const journal = withEntries(5);
      const epoch = journal.currentEpoch();
      for (const upTo of [4, 2, 4]) journal.acknowledge(epoch, upTo);
      expect(journal.epochs()[0]).toMatchObject({ acked: 4, last: 5 });
    });

    test('goes back where it is told to, and the mark with it', () => {
      const journal = withEntries(5);
      const epoch = journal.currentEpoch();
      journal.acknowledge(epoch, 5);
      journal.rewind(epoch, 2);
      expect(journal.nextBatch(all)).toMatchObject({ from: 2, to: 5, lost: [] });
      expect(journal.epochs()[0]?.acked).toBe(1);
    });

    test('prunes what is acked and old, keeps the newest and the chain', () => {
      const journal = withEntries(5);
      const epoch = journal.currentEpoch();
      const later = Date.UTC(2027, 0, 1);
      expect(journal.prune(later)).toBe(0);
      journal.acknowledge(epoch, 3);
      const hash3 = journal.hashAt(epoch, 3);
      expect(journal.prune(Date.UTC(2026, 10, 21, 8, 3))).toBe(2);
      expect(journal.prune(later)).toBe(1);
      expect(journal.epochs()[0]).toMatchObject({ epoch, first: 4, last: 5, acked: 3 });
      expect(journal.hashAt(epoch, 3)).toBe(hash3);
      expect(journal.hashAt(epoch, 2)).toBeNull();
      journal.acknowledge(epoch, 5);
      expect(journal.prune(later)).toBe(1);
      expect(journal.append([draft(6)])[0]?.entry.seq).toBe(6);
      expect(journal.nextBatch(all)).toMatchObject({ from: 6, to: 6 });
    });

    test('names as lost what was pruned when the cloud wants it again', () => {
      const journal = withEntries(5);
      const epoch = journal.currentEpoch();
      journal.acknowledge(epoch, 4);
      journal.prune(Date.UTC(2027, 0, 1));
      journal.rewind(epoch, 2);
      const batch = journal.nextBatch(all);
      expect(batch).toMatchObject({ from: 2, to: 5, lost: [{ from: 2, to: 4, reason: 'pruned' }] });
      expect(entriesOf(batch).map((e) => e.seq)).toEqual([5]);
      expect(entryHash(batch?.prev ?? '', entriesOf(batch)[0] ?? {})).toBe(batch?.head.hash);
    });

    test('what names a hole takes its part of the bytes', () => {
      const journal = withEntries(6);
      const epoch = journal.currentEpoch();
      const sizes = entriesOf(journal.nextBatch(all)).map((e) =>
        Buffer.byteLength(canonicalJson(e)),
      );
      const lastTwo = (sizes[4] ?? 0) + (sizes[5] ?? 0) + 2;
      journal.acknowledge(epoch, 4);
      expect(journal.nextBatch({ ...all, maxBytes: lastTwo })?.to).toBe(6);
      journal.prune(Date.UTC(2027, 0, 1));
      journal.rewind(epoch, 2);
      expect(journal.nextBatch({ ...all, maxBytes: lastTwo })?.to).toBe(5);
      expect(journal.nextBatch({ ...all, maxBytes: lastTwo + lostRangeBytes })?.to).toBe(6);
    });

    test('an entry of a clock nobody vouched for ages with its predecessor', () => {
      const journal = open();
      journal.append([draft(1), draft(2, { clock: 'floor', at: '1970-01-01T00:00:07.000Z' })]);
      journal.append([draft(3)]);
      journal.acknowledge(journal.currentEpoch(), 3);
      expect(journal.prune(Date.UTC(2026, 10, 21, 8, 1))).toBe(0);
      expect(journal.newestAt()).toBe(Date.UTC(2026, 10, 21, 8, 3));
    });

    test('after a roll-back the unacked move to a new epoch, themselves unchanged', () => {
      const journal = withEntries(5);
      const old = journal.currentEpoch();
      journal.acknowledge(old, 3);
      const before = entriesOf(journal.nextBatch(all));
      journal.startEpochAfterRollback(old, note);
      expect(journal.currentEpoch()).not.toBe(old);
      const batch = journal.nextBatch(all);
      expect(batch).toMatchObject({ epoch: journal.currentEpoch(), from: 1, to: 3 });
      const moved = entriesOf(batch);
      const facts = ({ seq: _s, hash: _h, ...rest }: (typeof moved)[number]) => rest;
      expect(moved.slice(0, 2).map(facts)).toEqual(before.map(facts));
      expect(moved[0]?.hash).toBe(entryHash(genesisHash, moved[0] ?? {}));
      expect(moved[2]).toMatchObject({ kind: 'device', event: 'storeRolledBack' });
      expect(journal.epochs()).toMatchObject([
        { epoch: old, first: 1, last: 3, acked: 3, closed: true },
        { epoch: journal.currentEpoch(), last: 3, acked: 0, closed: false },
      ]);
      expect(journal.hashAt(old, 4)).toBeNull();
    });

    test('after a roll-back a restored cloud still gets what had been acked before it', () => {
      const journal = withEntries(5);
      const old = journal.currentEpoch();
      const hash2 = journal.hashAt(old, 2);
      journal.acknowledge(old, 3);
      journal.startEpochAfterRollback(old, note);
      journal.rewind(old, 2);
      expect(journal.nextBatch(all)).toMatchObject({ epoch: old, from: 2, to: 3, lost: [] });
      expect(journal.nextBatch(all)?.prev).toBe(journal.hashAt(old, 1));
      expect(journal.hashAt(old, 2)).toBe(hash2);
      journal.acknowledge(old, 3);
      expect(journal.nextBatch(all)).toMatchObject({ epoch: journal.currentEpoch(), from: 1 });
    });

    test('the oldest epoch with something to send drains first', () => {
      const journal = withEntries(2);
      const first = journal.currentEpoch();
      journal.startEpochAfterRollback(first, note);
      const second = journal.currentEpoch();
      journal.startEpochAfterRollback(second, note);
      expect(journal.nextBatch(all)?.epoch).toBe(journal.currentEpoch());
      expect(journal.nextBatch(all)?.entries).toHaveLength(4);
    });

    test('answers the watchdog', () => {
      const journal = open();
      journal.tidy();
      expect(() => journal.probe()).not.toThrow();
    });
  });
}
