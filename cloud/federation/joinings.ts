import { hash, randomBytes } from 'node:crypto';
import { Type } from 'typebox';
import { BadgeuseError, failure } from '../../shared/runtime/errors.ts';
import type { InvitationAnswer } from '../../shared/wire/federation.ts';
import { rawPublicKey } from '../../shared/wire/keys.ts';
import type { Federations, Terms } from '../ports/federation.ts';
import type { Registry } from '../ports/registry.ts';
import { appendAudit } from '../store/audit-log.ts';
import type { Database, Tx } from '../store/database.ts';
import { closeKeys, type FederationRow, type OwnKeys, partnerOf } from '../store/federations.ts';
import type { SecondStepSeal } from '../store/second-step-seal.ts';
import { type AskParts, askPartner } from './ask-partner.ts';
import { invitationText, readInvitation } from './invitation.ts';
import { keysOf, newKeys } from './own-keys.ts';

interface JoiningParts extends AskParts {
  readonly database: Database;
  readonly registry: Registry;
  readonly seal: SecondStepSeal;
}

const invitedForMs = 7 * 86_400_000;

/** In the audit log, in the transaction that does it. */
export const tellStaff = (
  tx: Tx,
  by: string,
  row: Pick<FederationRow, 'id' | 'place_id'>,
  said: { readonly after: object; readonly at: number },
) =>
  appendAudit(
    tx,
    by,
    {
      ...{ verb: 'changed', kind: 'setting', id: row.id, placeId: row.place_id },
      after: { federation: row.id, ...said.after },
    },
    said.at,
  );

/** Both ways into a federation: to invite, and to answer an invitation. */
export function joinings(parts: JoiningParts): Pick<Federations, 'invite' | 'join'> {
  const { database, registry, seal, clock } = parts;

  async function placeOf({ assetId }: Terms) {
    const asset = await registry.assets.find(assetId);
    if (asset?.category !== 'BDG' || asset.state !== 'active')
      throw failure('unknownReference', { what: 'time clock asset', id: assetId });
    return registry.places.get(asset.placeId);
  }

  async function write(
    terms: Terms,
    {
      placeId,
      keys,
      by,
    }: { readonly placeId: string; readonly keys: OwnKeys; readonly by: string },
    row: Partial<FederationRow> & Pick<FederationRow, 'id'>,
  ) {
    const values: FederationRow = {
      ...{ state: 'invited', url: null, name: null, their_key: null, about: null },
      ...{ secret_hash: null, secret_until: null, initials: 0, group_id: null, read_after: '{}' },
      ...{ since: null, succeeded_at: null, problem: null, made_at: clock.now() },
      ...{ asset_id: terms.assetId, place_id: placeId },
      lets_members_enter: terms.letsMembersEnter ? 1 : 0,
      ...closeKeys(seal, row.id, keys),
      ...row,
    };
    return database.inTransaction(async (tx) => {
      const { numInsertedOrUpdatedRows } = await tx
        .insertInto('federation')
        .values(values)
        .onConflict((same) => same.doNothing())
        .executeTakeFirst();
      if (numInsertedOrUpdatedRows === 0n) throw failure('federationTaken');
      const after = { state: values.state, asset: terms.assetId };
      await tellStaff(tx, by, values, { after, at: clock.now() });
      return partnerOf(tx, seal, values);
    });
  }

  return {
    async invite(terms, ourUrl, by) {
      const place = await placeOf(terms);
      const id = `fed-${randomBytes(8).toString('hex')}`;
      const secret = randomBytes(32).toString('base64url');
      const until = clock.now() + invitedForMs;
      const keys = newKeys();
      const partner = await write(
        terms,
        { placeId: place.id, keys, by },
        {
          ...{ id, secret_hash: hash('sha256', secret, 'base64url'), secret_until: until },
          initials: terms.initials ? 1 : 0,
        },
      );
      const invitation = invitationText({
        ...{ v: 1, id, url: ourUrl, key: rawPublicKey(keys.sign), secret, name: place.name },
        ...{ initials: terms.initials, until },
      });
      return { partner, invitation };
    },

    async join(pasted, terms, ourUrl, by) {
      const { id, url, key, secret, name, initials } = readInvitation(pasted, clock.now());
      const taken = database.db.selectFrom('federation').select('id').where('id', '=', id);
      if (await taken.executeTakeFirst()) throw failure('federationTaken');
      const place = await placeOf(terms);
      // Where their word got lost, the line pasted again is an answer by the same key, and they know it by that.
      const keys = keysOf(seal, id, secret);
      const answer: InvitationAnswer = {
        ...{ secret, key: rawPublicKey(keys.sign), url: ourUrl, name: place.name },
      };
      const to = { federation: id, url, theirKey: key, keys };
      const asked = { method: 'POST', path: '/answer', body: answer } as const;
      await askPartner(parts, to, asked, Type.Object({})).catch((err: unknown) => {
        if (!(err instanceof BadgeuseError) || err.code !== 'federationUnreachable') throw err;
        throw failure('invitationUnheard', err.details);
      });
      return write(
        terms,
        { placeId: place.id, keys, by },
        { id, state: 'waiting', url, name, their_key: key, initials: initials ? 1 : 0 },
      );
    },
  };
}
