import { createPrivateKey, type KeyObject } from 'node:crypto';
import { failure } from '../../shared/runtime/errors.ts';
import type { MemberShown } from '../../shared/wire/federation.ts';
import { keyFingerprint } from '../../shared/wire/fingerprint.ts';
import { rawPublicKey } from '../../shared/wire/keys.ts';
import type { Partner } from '../ports/federation.ts';
import type { Database, Db, Tx } from './database.ts';
import type { FederationTables } from './schema/federation.ts';
import type { SecondStepSeal } from './second-step-seal.ts';

export type FederationRow = FederationTables['federation'];

/** Both secrets of ours for one federation. */
export interface OwnKeys {
  readonly sign: KeyObject;
  readonly cards: KeyObject;
}

const pem = (key: KeyObject): string => key.export({ type: 'pkcs8', format: 'pem' }).toString();
const sealedAs = (id: string, use: 'sign' | 'cards'): string => `federation ${id} ${use}`;

export const closeKeys = (seal: SecondStepSeal, id: string, keys: OwnKeys) => ({
  sign_key: seal.close(sealedAs(id, 'sign'), pem(keys.sign)),
  card_key: seal.close(sealedAs(id, 'cards'), pem(keys.cards)),
});

/** Throws `federationUnknown` where another signing key sealed them. */
export function openKeys(seal: SecondStepSeal, row: FederationRow): OwnKeys {
  const sign = seal.open(sealedAs(row.id, 'sign'), row.sign_key);
  const cards = seal.open(sealedAs(row.id, 'cards'), row.card_key);
  if (sign === null || cards === null) throw failure('federationUnknown');
  return { sign: createPrivateKey(sign), cards: createPrivateKey(cards) };
}

export async function federationRow(db: Db, id: string): Promise<FederationRow> {
  const row = await db.selectFrom('federation').selectAll().where('id', '=', id).executeTakeFirst();
  if (!row) throw failure('notFound', { what: 'federation', id });
  return row;
}

/** What becomes of it waits for the transaction: who leaves meanwhile takes what this one writes along. */
export async function heldState(
  { engine }: Pick<Database, 'engine'>,
  tx: Tx,
  id: string,
): Promise<FederationRow['state'] | null> {
  let held = tx.selectFrom('federation').select('state').where('id', '=', id);
  // Several aggregators may share the store.
  if (engine === 'postgres') held = held.forUpdate();
  return (await held.executeTakeFirst())?.state ?? null;
}

/** The same, for what comes from the other side: of a federation that was left nothing is written any more. */
export async function assertNotLeft(
  database: Pick<Database, 'engine'>,
  tx: Tx,
  id: string,
): Promise<void> {
  const state = await heldState(database, tx, id);
  if (state === null || state === 'left')
    throw new Error('the federation was left while it was read');
}

export async function partnerOf(db: Db, seal: SecondStepSeal, row: FederationRow) {
  const count = async (table: 'federation_member' | 'passage_afar'): Promise<number> => {
    let query = db.selectFrom(table).select((of) => of.fn.countAll().as('n'));
    if (table === 'passage_afar') query = query.where('place', '=', row.id);
    else query = query.where('federation', '=', row.id);
    return Number((await query.executeTakeFirst())?.n ?? 0);
  };
  return {
    ...{ id: row.id, state: row.state, name: row.name, url: row.url },
    fingerprint: bothKeys(seal, row),
    ...{ assetId: row.asset_id, placeId: row.place_id, groupId: row.group_id },
    initials: row.initials === 1,
    letsMembersEnter: row.lets_members_enter === 1,
    madeAt: row.made_at,
    invitedUntil: row.secret_until,
    succeededAt: row.succeeded_at,
    problem: row.problem === null ? null : (JSON.parse(row.problem) as Partner['problem']),
    counts: {
      cards: await countKnown(db, row.id),
      members: await count('federation_member'),
      passages: await count('passage_afar'),
    },
  } satisfies Partner;
}

/** Cards that both said they know, and those of ours that the other side was told because they may enter there. */
async function countKnown(db: Db, federation: string): Promise<number> {
  const cards = await db
    .selectFrom('federation_card')
    .select('uid')
    .where('federation', '=', federation)
    .where('known', '=', 1)
    .execute();
  const told = await db
    .selectFrom('federation_told')
    .select('body')
    .where('federation', '=', federation)
    .where('feed', '=', 'members')
    .where('body', 'is not', null)
    .execute();
  const members = told.map(({ body }) => (JSON.parse(body ?? '') as MemberShown).uid);
  return new Set([...cards.map(({ uid }) => uid), ...members]).size;
}

/** The same on both sides, whoever invited; null: nobody answered, or our key cannot be opened any more. */
function bothKeys(seal: SecondStepSeal, row: FederationRow): string | null {
  if (row.their_key === null) return null;
  try {
    const ours = rawPublicKey(openKeys(seal, row).sign);
    const [first = '', second = ''] = [ours, row.their_key].sort();
    return keyFingerprint(first, second);
  } catch {
    return null;
  }
}

const keptTables = [
  'federation_card',
  'federation_point',
  'federation_member',
  'federation_told',
  'federation_nonce',
  'federation_changed',
] as const;

/** All that came from the other side, and all that it was told. */
export async function forgetFederation(db: Db, id: string): Promise<void> {
  for (const table of keptTables) await db.deleteFrom(table).where('federation', '=', id).execute();
  await db.deleteFrom('passage_afar').where('place', '=', id).execute();
}
