import { Type } from 'typebox';
import type { Timers } from '../../shared/domain/clock.ts';
import { BadgeuseError, failure } from '../../shared/runtime/errors.ts';
import type { Logger } from '../../shared/runtime/logger.ts';
import type { CardErasures } from '../ports/erasures.ts';
import type { Federations, Partner } from '../ports/federation.ts';
import type { Registry } from '../ports/registry.ts';
import type { Database } from '../store/database.ts';
import { endAsking } from '../store/erasures-afar.ts';
import {
  type FederationRow,
  federationRow,
  forgetFederation,
  heldState,
  openKeys,
  partnerOf,
} from '../store/federations.ts';
import type { SecondStepSeal } from '../store/second-step-seal.ts';
import { type AskParts, askPartner, type PartnerAddress } from './ask-partner.ts';
import { erasuresBetween } from './erasures-between.ts';
import { feedTeller } from './feed-teller.ts';
import { hearPartner } from './hear-partner.ts';
import { joinings, tellStaff } from './joinings.ts';
import { dropGroup, keepGroup } from './keep-group.ts';
import { readPartner } from './read-partner.ts';
import { tellErasures } from './tell-erasures.ts';

export interface FederationParts extends AskParts {
  readonly database: Database;
  readonly registry: Registry;
  readonly erasures: CardErasures;
  readonly seal: SecondStepSeal;
  readonly timers: Timers;
  readonly logger: Logger;
  /** Passages of ours elsewhere changed. */
  readonly changed: () => void;
}

export interface KeptFederations extends Federations {
  stop(): Promise<void>;
}

/** A card blocked at home opens nothing here a minute later. */
const everyMs = 15_000;
const nothing = Type.Object({});

/** Joins, reads and leaves other venues' aggregators; each is read by itself, so that one that hangs holds none up. */
export function keepFederations(parts: FederationParts): KeptFederations {
  const { database, registry, seal, clock, timers, logger } = parts;
  const { db } = database;
  const teller = feedTeller(database, clock.now);
  const reading = new Map<string, Promise<void>>();
  let isStopped = false;

  const get = async (id: string): Promise<Partner> =>
    partnerOf(db, seal, await federationRow(db, id));
  const set = (row: FederationRow, by: string, fields: Partial<FederationRow>, said: object) =>
    database.inTransaction(async (tx) => {
      await tx.updateTable('federation').set(fields).where('id', '=', row.id).execute();
      await tellStaff(tx, by, row, { after: said, at: clock.now() });
    });

  const addressOf = (row: FederationRow): PartnerAddress => {
    if (row.url === null || row.their_key === null)
      throw failure('conflict', { detail: 'Nobody answered this invitation yet.' });
    return {
      ...{ federation: row.id, url: row.url, theirKey: row.their_key },
      keys: openKeys(seal, row),
    };
  };

  const erasing = erasuresBetween(parts, {
    ...{ keys: (row) => openKeys(seal, row), address: addressOf },
  });

  const doors = (uids: readonly string[]) =>
    registry.announce([{ kind: 'access', placeIds: '*', uids }]);

  /** Their members lose every door here, and what came from them goes. */
  async function end(row: FederationRow, by: string): Promise<void> {
    const uids = await database.inTransaction(async (tx) => {
      // Both sides may say it at once.
      if ((await heldState(database, tx, row.id)) === 'left') return null;
      await tx
        .updateTable('federation')
        .set({ state: 'left', group_id: null, problem: null })
        .where('id', '=', row.id)
        .execute();
      const members = tx.selectFrom('federation_member').select('uid');
      const theirs = await members.where('federation', '=', row.id).execute();
      await forgetFederation(tx, row.id);
      await endAsking(tx, row.id, clock.now());
      await tellStaff(tx, by, row, { after: { state: 'left' }, at: clock.now() });
      return theirs.map(({ uid }) => uid);
    });
    if (uids === null) return;
    doors(uids);
    await dropGroup(registry, row.id, by);
    parts.changed();
  }

  async function read(row: FederationRow): Promise<void> {
    const { about, isNew } = await readPartner(parts, row, addressOf(row), doors);
    const wasWaiting = row.state === 'waiting';
    await database.inTransaction((tx) =>
      tx
        .updateTable('federation')
        .set({
          ...{ state: 'pooled', name: about.name, about: JSON.stringify(about), problem: null },
          ...{ succeeded_at: clock.now(), since: row.since ?? row.made_at },
        })
        .where('id', '=', row.id)
        .where('state', '<>', 'left')
        .execute(),
    );
    await keepGroup(parts, row, about);
    await tellErasures(parts, row, addressOf(row));
    if (isNew || wasWaiting) parts.changed();
    if (wasWaiting) logger.info({ federation: row.id }, 'another venue accepted the federation');
  }

  function look(row: FederationRow): Promise<void> {
    const going = reading.get(row.id);
    if (going !== undefined) return going;
    const done = read(row)
      .catch(async (err: unknown) => {
        if (isStopped) return;
        if (err instanceof BadgeuseError && err.code === 'federationLeft')
          return end(row, 'system');
        logger.warn({ err, federation: row.id }, 'another venue could not be read');
        const problem =
          err instanceof BadgeuseError
            ? { code: err.code, message: `${err.message} ${err.hint}` }
            : { code: 'internal', message: 'It failed on our side; it is tried again.' };
        await database.inTransaction((tx) =>
          tx
            .updateTable('federation')
            .set({ problem: JSON.stringify(problem) })
            .where('id', '=', row.id)
            .where('state', '<>', 'left')
            .execute(),
        );
      })
      .finally(() => reading.delete(row.id));
    reading.set(row.id, done);
    return done;
  }

  async function lookAtAll(): Promise<void> {
    const rows = await db
      .selectFrom('federation')
      .selectAll()
      .where('state', 'in', ['waiting', 'pooled'])
      .execute();
    await Promise.all([erasing.goOn(), ...rows.map(look)]);
  }
  const cancel = timers.every(everyMs, () => {
    void lookAtAll().catch((err: unknown) => logger.error({ err }, 'other venues were not read'));
  });

  return {
    async list() {
      const rows = await db.selectFrom('federation').selectAll().orderBy('made_at').execute();
      return Promise.all(rows.map((row) => partnerOf(db, seal, row)));
    },
    get,
    ...joinings(parts),
    async accept(id, by) {
      const row = await federationRow(db, id);
      if (row.state !== 'answered')
        throw failure('conflict', { detail: 'There is no answer to accept.' });
      await set(row, by, { state: 'pooled', since: clock.now() }, { state: 'pooled' });
      await look(await federationRow(db, id));
      return get(id);
    },
    async change(id, letsMembersEnter, by) {
      const row = await federationRow(db, id);
      const after = { letsMembersEnter };
      await set(row, by, { lets_members_enter: letsMembersEnter ? 1 : 0 }, after);
      return get(id);
    },
    async leave(id, by) {
      const row = await federationRow(db, id);
      if (row.state === 'left') return;
      await end(row, by);
      if (row.url === null || row.their_key === null) return;
      // Where they are not there, they hear it when they ask.
      await askPartner(
        parts,
        addressOf(row),
        { method: 'POST', path: '/leave', body: {} },
        nothing,
      ).catch((err: unknown) => logger.info({ err, federation: id }, 'they will hear it later'));
    },
    async look(id) {
      const row = await federationRow(db, id);
      if (row.state === 'waiting' || row.state === 'pooled') await look(row);
      return get(id);
    },
    hear: (heard) =>
      hearPartner(
        {
          ...{ database, seal, now: clock.now, teller },
          left: (row) => end(row, `federation:${row.id}`),
          asked: () => void erasing.goOn(),
        },
        heard,
      ),
    async stop() {
      isStopped = true;
      cancel();
      await Promise.allSettled([erasing.stop(), ...reading.values()]);
    },
  };
}
