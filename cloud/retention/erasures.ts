import { randomBytes } from 'node:crypto';
import type { Clock, Timers } from '../../shared/domain/clock.ts';
import { errorCodeOf, failure } from '../../shared/runtime/errors.ts';
import type { Logger } from '../../shared/runtime/logger.ts';
import { erasedCardsMax } from '../../shared/wire/command.ts';
import type { Pairing } from '../pairing/pair-passages.ts';
import type { Commands } from '../ports/commands.ts';
import type { CardErasures, Erasure, ErasureAtDevice, Erasures } from '../ports/erasures.ts';
import type { Registry, Repositories } from '../ports/registry.ts';
import { appendAudit } from '../store/audit-log.ts';
import type { Database } from '../store/database.ts';
import { keepDebt, listDebts, readOwed, settleAgain, settleDebt } from '../store/debts.ts';
import { eraseLastTraces, eraseRecords } from '../store/erase-records.ts';
import { eraseLetters } from '../store/erase-texts.ts';
import type { ErasedFile } from '../store/erased-file.ts';
import { type Erased, openErasureStore } from '../store/erasures.ts';
import { askPartners } from '../store/erasures-afar.ts';
import { unitOf } from '../store/rows.ts';
import { scrubSqlite } from '../store/scrub.ts';
import { cardsEverOf } from '../store/taps-of-person.ts';
import { eraseTaps } from './erase-taps.ts';

export interface ErasureParts {
  readonly database: Database;
  readonly pairing: Pairing;
  readonly registry: Registry;
  readonly commands: Pick<Commands, 'give' | 'settled'>;
  /** Outlives the store: who was erased stays so where an older backup is put back. */
  readonly file: ErasedFile;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly logger: Logger;
}

export interface FollowedErasures extends Erasures, CardErasures {
  /** Asks devices that did not blank somebody yet; resolves when each of them answered, or is not there. */
  follow(): Promise<void>;
  /** Once at the start: whom a backup brought back is erased again. */
  resume(): Promise<void>;
  stop(): Promise<void>;
}

const followMs = 10_000;
const answerMs = 20_000;
const all = { limit: 1000, cursor: null };

export function createErasures(parts: ErasureParts): FollowedErasures {
  const { database, pairing, registry, commands, file, clock, timers, logger } = parts;
  const store = openErasureStore(database);
  let following: Promise<void> | null = null;
  /** Not removed yet: what becomes of them at devices is asked afterwards. */
  const removing = new Set<string>();
  /** Whose debts were settled: a backup from before does not claim them again. */
  const settled = new Set<string>();
  let ended = false;

  async function erase(memberId: string, by: string, now: number): Promise<Erasure> {
    removing.add(memberId);
    try {
      return await remove(memberId, by, now);
    } finally {
      removing.delete(memberId);
      void follow();
    }
  }

  async function remove(memberId: string, by: string, now: number): Promise<Erasure> {
    const member = await registry.members.get(memberId);
    const debtor = { memberId, name: member.name, email: member.email };
    const held = (await registry.cards.list(all, { memberId })).items;
    const ever = await cardsEverOf(database.db, memberId);
    if (ever.length > erasedCardsMax) throw failure('conflict', { detail: 'too many cards' });
    const uids = held.flatMap(({ uid }) => uid ?? []);
    // First of all: whatever ends this here, the next start goes on with it.
    file.add({ memberId, askedAt: now, askedBy: by });
    await eraseTaps(database, pairing, { memberId, uids: ever, held: uids }, now);
    const numbers = held.flatMap(({ number, tag8 }) => [number ?? [], tag8].flat());
    const named = [member.name, member.email, ...uids, ...numbers].filter((text) => text !== null);
    const traces = { memberId, uids: ever, texts: named };
    // While their name is still known here; and that there is something to go on with, once it is not.
    await database.inTransaction(async (tx) => {
      await askPartners(tx, memberId, now);
      await keepDebt(tx, debtor, now);
      await eraseRecords(tx, traces);
      await store.add(tx, { memberId, askedAt: now, askedBy: by, uids: ever, held: uids });
      if (settled.has(memberId)) await settleAgain(unitOf(database, tx), memberId, now);
    });
    await registry.together(async (records) => {
      for (const { id } of held) await endPrimary(records, id, by);
      for (const { id } of held) await records.cards.remove(id, by);
      await records.members.remove(memberId, by);
    });
    // That they were removed was written down with all that was removed.
    await database.inTransaction(async (tx) => {
      await eraseRecords(tx, traces);
      const about = { kind: 'member', id: memberId, memberId } as const;
      await appendAudit(tx, by, { verb: 'erased', ...about }, now);
    });
    return (await store.find(memberId)) as Erasure;
  }

  async function removeCard(uid: string, by: string, now: number): Promise<string> {
    const id = `afar-${randomBytes(8).toString('hex')}`;
    const uids = [uid];
    await eraseTaps(database, pairing, { memberId: id, uids, held: uids }, now);
    await database.inTransaction(async (tx) => {
      await eraseRecords(tx, { memberId: id, uids, texts: [] });
      await store.add(tx, { memberId: id, askedAt: now, askedBy: by, uids, held: uids });
      await appendAudit(tx, by, { verb: 'erased', kind: 'card', id }, now);
    });
    registry.announce([{ kind: 'access', placeIds: '*', uids }]);
    return id;
  }

  async function askDevice(erased: Erased, { device }: ErasureAtDevice): Promise<void> {
    const record = await registry.devices.find(device);
    const say = (state: ErasureAtDevice['state'], why: string | null) =>
      store.say(erased.memberId, device, { state, why, at: clock.now() });
    if (record?.state !== 'active') return say('gone', null);
    try {
      const given = await commands.give({
        ...{ kind: 'erase', device, placeId: record.placeId, door: null, by: 'system' },
        reason: '',
        person: { memberRef: erased.memberId, uids: erased.uids },
      });
      const { outcome, why } = await commands.settled(given.id, answerMs);
      if (outcome !== 'granted') return say('waiting', why ?? 'noAnswer');
      // What it still had to send is here by now, and names them.
      const { memberId, uids, held } = erased;
      await eraseTaps(database, pairing, { memberId, uids, held }, clock.now());
      await database.inTransaction((tx) => eraseLetters(tx, { memberId, uids, texts: held }));
      await say('done', null);
    } catch (err) {
      await say('waiting', errorCodeOf(err) ?? 'unknown');
    }
  }

  async function run(): Promise<void> {
    for (const erased of await store.unfinished()) {
      if (removing.has(erased.memberId)) continue;
      for (const at of erased.devices)
        if (at.state === 'waiting' && !ended) await askDevice(erased, at);
      const now = await store.find(erased.memberId);
      if (ended || now?.devices.some(({ state }) => state === 'waiting')) continue;
      await database.inTransaction((tx) => eraseLastTraces(tx, erased.memberId, erased.uids));
      pairing.forget();
      await scrubSqlite(database);
      await store.finish(erased.memberId, clock.now());
      logger.info({ member: erased.memberId }, 'a person was erased here and at every device');
    }
  }

  function follow(): Promise<void> {
    following ??= run()
      .catch((err: unknown) => logger.error({ err }, 'an erasure waits; tried again soon'))
      .finally(() => {
        following = null;
      });
    return following;
  }
  const cancel = timers.every(followMs, () => void follow());

  return {
    erase,
    eraseCard: (uid, by, now) => removeCard(uid, by, now).finally(() => void follow()),
    list: (limit) => store.list(limit),
    find: (memberId) => store.find(memberId),
    owed: (memberId) => readOwed(database.db, memberId),
    debts: () => listDebts(database.db),
    async settle(debtId, by, now) {
      const memberId = await database.inTransaction(async (tx) => {
        const whose = await settleDebt(unitOf(database, tx), debtId, by, now);
        file.add({ memberId: whose, askedAt: now, askedBy: by, settled: true });
        return whose;
      });
      settled.add(memberId);
      await scrubSqlite(database);
    },
    follow,
    async resume() {
      const lines = file.read();
      for (const { memberId, settled: isSettled } of lines) if (isSettled) settled.add(memberId);
      for (const memberId of settled)
        await database.inTransaction((tx) =>
          settleAgain(unitOf(database, tx), memberId, clock.now()),
        );
      const erased = new Set(lines.map(({ memberId }) => memberId));
      for (const memberId of erased) removing.add(memberId);
      for (const memberId of erased) {
        removing.delete(memberId);
        if (!(await registry.members.find(memberId))) continue;
        logger.warn({ member: memberId }, 'a backup brought back whom was erased: erased again');
        await erase(memberId, 'system', clock.now());
      }
    },
    async stop() {
      ended = true;
      cancel();
      await following;
    },
  };
}

/** A primary card opens points of sale until its right to is taken away. */
async function endPrimary(records: Repositories, cardId: string, by: string): Promise<void> {
  const { items } = await records.primaryCards.list(all, { cardId });
  for (const { id } of items) await records.primaryCards.remove(id, by);
}
