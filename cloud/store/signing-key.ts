import { existsSync } from 'node:fs';
import { failure } from '../../shared/runtime/errors.ts';
import type { HelloMessage } from '../../shared/wire/messages.ts';
import type { KeyChange, KeyFollower, SigningKeys } from '../ports/signing-keys.ts';
import { appendAudit } from './audit-log.ts';
import type { Database, Tx } from './database.ts';
import { addKey, type KeptKey, readKeyFile, setAside } from './key-file.ts';

export interface OpenKeys extends SigningKeys {
  /** The oldest of the file: what is sealed by it stays so when another one signs. */
  readonly root: KeptKey['privateKey'];
}

/**
 * The keys of this cloud, of which the store knows by its public half the one that signs: a file that is lost, or is
 * another's, ends the start with `signingKeyLost` or `signingKeyOther` rather than make every device deaf. `renew`
 * makes a new file, sets the former aside and lets no device in before it is claimed again.
 */
export async function openSigningKey(
  database: Database,
  file: string,
  { renew, now }: { renew: boolean; now: number },
): Promise<OpenKeys> {
  const known = await database.db.selectFrom('signing_key').select('kid').executeTakeFirst();
  if (renew) setAside(file, now);
  else if (!existsSync(file) && (known || (await anyDevice(database)))) {
    throw failure('signingKeyLost', { file });
  }
  const keys = readKeyFile(file);
  const newest = keys.at(-1) ?? keys[0];
  if (!renew && known && !keys.some(({ kid }) => kid === known.kid)) {
    throw failure('signingKeyOther', { file, known: known.kid, found: newest.kid });
  }
  if (renew) await believeNew(database, newest, now);
  else if (!known) {
    await database.db.insertInto('signing_key').values(rowOf(newest, now)).execute();
  }
  const open = liveKeys(database, file, newest);
  await open.reload();
  return open;
}

/** In one transaction: whatever was signed by the former key is gone with the passwords given under it. */
const believeNew = (database: Database, key: KeptKey, now: number): Promise<void> =>
  database.inTransaction(async (tx) => {
    for (const table of signed) await tx.deleteFrom(table).execute();
    await tx.updateTable('device').set({ password_hash: '' }).execute();
    // Nothing opens them any more: whoever had a second step sets it up anew, rather than be shut out.
    await tx.updateTable('staff').set({ code_secret: null, code_confirmed: 0 }).execute();
    await tx.deleteFrom('recovery_code').execute();
    await tx.insertInto('signing_key').values(rowOf(key, now)).execute();
  });
const signed = [
  'signing_key',
  'signing_key_change',
  'access_list_card',
  'access_list_version',
  'access_list',
  'device_config',
] as const;

const rowOf = ({ public: { kid, publicKey } }: KeptKey, now: number) =>
  ({ only_one: 1, kid, public_key: publicKey, since: now }) as const;

const anyDevice = async ({ db }: Database): Promise<boolean> =>
  (await db.selectFrom('device').select('id').limit(1).executeTakeFirst()) !== undefined;

/** Beside others, each with a copy of the file: the store says which of the keys signs. */
function liveKeys(database: Database, file: string, first: KeptKey): OpenKeys {
  const { db } = database;
  let keys = readKeyFile(file);
  let current = first;
  let change: KeyChange | null = null;
  let missing: string | null = null;
  const find = (kid: string) => keys.find((key) => key.kid === kid) ?? null;
  const orderOf = (kid: string) => keys.findIndex((key) => key.kid === kid);

  const reload = async (): Promise<void> => {
    const signs = await db.selectFrom('signing_key').select('kid').executeTakeFirst();
    const row = await db.selectFrom('signing_key_change').selectAll().executeTakeFirst();
    change = row ? { kid: row.kid, begunAt: row.begun_at, begunBy: row.begun_by } : null;
    const wanted = [signs?.kid, change?.kid].flatMap((kid) => kid ?? []);
    if (!wanted.every(find)) keys = readKeyFile(file);
    missing = wanted.find((kid) => !find(kid)) ?? null;
    current = (signs && find(signs.kid)) ?? current;
  };

  return {
    root: keys[0].privateKey,
    get kid() {
      return current.kid;
    },
    get privateKey() {
      return current.privateKey;
    },
    get public() {
      return current.public;
    },
    kids: () => keys.map(({ kid }) => kid),
    find,
    isFormer: (kid) => orderOf(kid) >= 0 && orderOf(kid) < orderOf(current.kid),
    change: () => change,
    faults: () =>
      missing === null
        ? []
        : [
            `The signing key ${missing} is not in ${file}: copy that file from the aggregator where it was renewed, or put it back from the newest backup.`,
          ],
    reload,
    async begin(by, now) {
      await reload();
      if (change && change.kid !== current.kid) throw failure('keyChangeGoesOn');
      const begun = { kid: addKey(file).kid, begunAt: now, begunBy: by };
      await database.inTransaction(async (tx) => {
        await tx.deleteFrom('signing_key_change').execute();
        await tx
          .insertInto('signing_key_change')
          .values({ only_one: 1, kid: begun.kid, begun_at: now, begun_by: by })
          .execute();
        const after = { signingKey: begun.kid, step: 'introduced' };
        await tell(tx, by, { before: { signingKey: current.kid }, after }, now);
      });
      await reload();
      return begun;
    },
    async signBy(kid, now) {
      const key = find(kid);
      if (!key) return;
      const before = { signingKey: current.kid };
      await database.inTransaction(async (tx) => {
        const set = rowOf(key, now);
        const done = await tx
          .updateTable('signing_key')
          .set(set)
          .where('kid', '<>', kid)
          .executeTakeFirst();
        if (done.numUpdatedRows === 0n) return;
        await tell(tx, 'system', { before, after: { signingKey: kid, step: 'signs' } }, now);
      });
      await reload();
    },
    async end(now) {
      await database.inTransaction(async (tx) => {
        const done = await tx.deleteFrom('signing_key_change').executeTakeFirst();
        if (done.numDeletedRows === 0n) return;
        await tell(tx, 'system', { after: { signingKey: current.kid, step: 'followed' } }, now);
      });
      await reload();
    },
    followers: () => followersIn(database),
  };
}

const tell = (tx: Tx, who: string, said: { before?: object; after: object }, now: number) =>
  appendAudit(tx, who, { verb: 'changed', kind: 'setting', ...said }, now);

async function followersIn({ db }: Database): Promise<readonly KeyFollower[]> {
  const rows = await db
    .selectFrom('device as d')
    .leftJoin('device_state as s', 's.device', 'd.id')
    .select(['d.id', 'd.name', 'd.place_id', 's.hello', 's.online', 's.last_seen_at'])
    .where('d.state', '=', 'active')
    .orderBy('d.id')
    .execute();
  return rows.map((row) => {
    const hello = row.hello === null ? null : (JSON.parse(row.hello) as HelloMessage);
    return {
      device: row.id,
      name: row.name,
      placeId: row.place_id,
      held: hello?.cloudKeys,
      isOnline: row.online === 1,
      heardAt: row.last_seen_at,
    };
  });
}
