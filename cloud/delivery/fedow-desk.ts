import { createHash, createPrivateKey } from 'node:crypto';
import { tagsOf, type Uid } from '../../shared/domain/card.ts';
import { errorCodeOf, failure } from '../../shared/runtime/errors.ts';
import type { FedowFederation } from '../connectors/fedow/answers.ts';
import { type FedowWorld, fedowAddress } from '../connectors/fedow/fedow-http.ts';
import { clientOf, type FedowSecrets, type FedowSettings } from '../connectors/fedow/kind.ts';
import { readInvitation, shakeHands } from '../connectors/fedow/onboarding.ts';
import { newRsaKey } from '../connectors/fedow/signature.ts';
import type { Connection, Connections } from '../ports/connections.ts';
import type { FedowDesk, FedowPatience } from '../ports/fedow.ts';

/** What Fedow wants of an address where we have none; `.invalid` is nobody's, ever. */
const nowhere = 'https://badgeuse.invalid';

/** A page says what is known without them rather than keep a person waiting. */
const pageDeadlineMs = 3_000;

/** Joining a Fedow, choosing what is told on which asset, and making cards known there. */
export function fedowDesk(
  connections: Connections,
  {
    world,
    publicUrl,
    bound,
  }: {
    readonly world: FedowWorld;
    readonly publicUrl: string | null;
    /** Told when an asset is another than before. */
    readonly bound: () => void;
  },
): FedowDesk {
  /** Asks for the wallet of a place that joined without one; where it has one, nothing changes. */
  async function finish(connectionId: string, now: number): Promise<Connection> {
    const { connection, settings, client, secrets } = await speaking(connectionId);
    if (settings.serviceWallet !== null) return connection;
    const email = `badgeuse+${settings.placeUuid}@${new URL(publicUrl ?? nowhere).hostname}`;
    const serviceWallet = await client.walletFor(email, createPrivateKey(secrets.walletKey));
    await connections.sayChecked(connectionId, null, now);
    return connections.change(connectionId, { settings: { ...settings, serviceWallet } }, now);
  }

  async function speaking(connectionId: string, patience: FedowPatience = 'asked') {
    const connection = await connections.find(connectionId);
    if (connection?.kind !== 'fedow')
      throw failure('notFound', { what: 'connection', id: connectionId });
    const secrets = (await connections.secretsOf(connectionId)) as FedowSecrets | null;
    if (!secrets) throw failure('connectionSecretsLost', { name: connection.name });
    const settings = connection.settings as FedowSettings;
    const around = patience === 'page' ? { ...world, deadlineMs: pageDeadlineMs } : world;
    const client = clientOf(settings, secrets, around);
    return { connection, settings, client, secrets };
  }

  return {
    async join({ id: placeId, name: placeName }, pasted, now) {
      const invitation = readInvitation(pasted);
      const server = fedowAddress(invitation.domain);
      const [placeKey, walletKey] = await Promise.all([newRsaKey(), newRsaKey()]);
      const url = publicUrl ?? nowhere;
      const card = { url, dokosId: null };
      const place = await shakeHands(server, invitation, card, placeKey, world);
      const pem = (key: typeof placeKey) => key.export({ type: 'pkcs8', format: 'pem' }).toString();
      const settings: FedowSettings = {
        ...{ server: invitation.domain, placeUuid: place.placeUuid, walletUuid: place.walletUuid },
        ...{ serviceWallet: null, itemId: null, asset: null, primaryTag: null },
      };
      const secrets = { apiKey: place.apiKey, placeKey: pem(placeKey), walletKey: pem(walletKey) };
      // The string works once: what it gave is kept before anything else is asked.
      const connection = await connections.add(
        { kind: 'fedow', placeId, name: `FEDOW, ${placeName}`, settings, secrets },
        now,
      );
      // What fails from here on is said at the connection, and asked for again when an item is bound.
      try {
        return await finish(connection.id, now);
      } catch (err) {
        const why = errorCodeOf(err);
        if (!why?.startsWith('fedow')) throw err;
        await connections.sayChecked(connection.id, { why }, now);
        return (await connections.find(connection.id)) ?? connection;
      }
    },
    async assets(connectionId, patience) {
      const { client, settings } = await speaking(connectionId, patience);
      return (await client.assets()).map(({ uuid, name, category, place_origin: origin }) => ({
        ...{ uuid, name, category, isOurs: origin?.uuid === settings.placeUuid },
      }));
    },
    async federations(connectionId, patience) {
      const { client } = await speaking(connectionId, patience);
      return (await client.federations()).map(federationShown);
    },
    async federate(connectionId, { name, asset: uuid, place }) {
      const { client, settings } = await speaking(connectionId);
      const asset = await client.asset(uuid);
      if (asset?.category !== 'BDG' || asset.place_origin === null)
        throw failure('badRequest', { detail: 'this asset counts no punches of any place' });
      const origin = asset.place_origin.uuid;
      // Fedow lets anybody share anybody's asset: who does not own it joins with their own place alone.
      if (place !== null && origin !== settings.placeUuid)
        throw failure('badRequest', {
          detail: `only ${asset.place_origin.name} may let others in to this asset`,
        });
      const added = place ?? settings.placeUuid;
      return federationShown(await client.federate({ name, origin, added, asset: uuid }));
    },
    async bind(connectionId, { itemId, asset, assetName }, now) {
      await finish(connectionId, now);
      const { client, settings } = await speaking(connectionId);
      const wanted =
        asset === null
          ? await client.makeTimeClockAsset({
              uuid: uuidFrom(`${connectionId} asset ${itemId}`),
              name: assetName,
            })
          : await client.asset(asset);
      if (wanted?.category !== 'BDG')
        throw failure('badRequest', { detail: 'this asset counts no punches: choose a BDG one' });
      const primaryTag = settings.primaryTag ?? digest(connectionId).slice(0, 8).toUpperCase();
      await client.registerCards([cardOf(connectionId, primaryTag, true)], 1);
      const set: FedowSettings = { ...settings, itemId, asset: wanted.uuid, primaryTag };
      const changed = await connections.change(connectionId, { settings: set, isOn: true }, now);
      bound();
      return changed;
    },
    async registerCards(connectionId, uids) {
      const { client } = await speaking(connectionId);
      let registered = 0;
      for (const uid of uids) {
        const [tag] = tagsOf(uid as Uid);
        if (tag === undefined || (await client.findCard(uid as Uid))) continue;
        const done = await client.registerCards([cardOf(connectionId, tag, false)], 1);
        if (done === 'registered') registered++;
      }
      return registered;
    },
  };
}

const federationShown = ({ uuid, name, places, assets }: FedowFederation) => ({
  ...{ uuid, name, places: places.map((place) => place.name) },
  assets: assets.map((asset) => asset.uuid),
});

const digest = (text: string): string => createHash('sha256').update(text).digest('hex');

/** The same at each try, so that one whose answer was lost makes nothing twice. */
function uuidFrom(text: string): string {
  const hex = digest(text);
  return [
    ...[hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`],
    ...[`8${hex.slice(17, 20)}`, hex.slice(20, 32)],
  ].join('-');
}

function cardOf(connectionId: string, tag: string, isPrimary: boolean) {
  const about = `${connectionId} card ${tag}`;
  const qr = uuidFrom(`${about} qr`);
  return { uuid: uuidFrom(about), tag, qr, number: qr.slice(0, 8).toUpperCase(), isPrimary };
}
