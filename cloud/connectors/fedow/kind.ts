import { createPrivateKey } from 'node:crypto';
import { type Static, Type } from 'typebox';
import type { Connector, ConnectorSurroundings } from '../../ports/connectors.ts';
import { connectorKind } from '../connector-kind.ts';
import { fedowClient } from './client.ts';
import { codeOf, fedowConnector } from './connector.ts';
import { type FedowWorld, fedowAddress } from './fedow-http.ts';
import { fedowHints, fedowReasons } from './fedow-words.ts';

const uuid = Type.String({ pattern: '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' });
const orNull = <S extends Type.TSchema>(schema: S) => Type.Union([schema, Type.Null()]);

/** What a place knows of the Fedow it joined, and what staff bound. */
const settings = Type.Object({
  /** `fedow.example.org`, with its port where that is another. */
  server: Type.String({ pattern: '^[A-Za-z0-9.-]{1,253}(:\\d{1,5})?$' }),
  placeUuid: uuid,
  walletUuid: uuid,
  /** Of our own; null: none was made yet, and what only wallets are told is not asked. */
  serviceWallet: orNull(uuid),
  /** The item whose punches are told; null: none is bound yet, and nothing is. */
  itemId: orNull(Type.String({ minLength: 1, maxLength: 64 })),
  asset: orNull(uuid),
  /** Of the place's primary card; nobody needs to hold it. */
  primaryTag: orNull(Type.String({ pattern: '^[0-9A-F]{8}$' })),
});
export type FedowSettings = Static<typeof settings>;

/** From the first look at the name to the last byte; a list may be long. */
const deadlineMs = 20_000;
/** Fedow's own servers end a request after half a minute; proxies before it hold one as long. */
const settleMs = 120_000;

export const fedowWorld = ({
  hosts,
  clock,
  timers,
}: Omit<FedowWorld, 'deadlineMs'>): FedowWorld => ({
  ...{ hosts, clock, timers, deadlineMs },
});

export type FedowSecrets = Readonly<Record<'apiKey' | 'placeKey' | 'walletKey', string>>;

/** Whoever asks for the place, and for its wallet where it has one. */
export function clientOf(
  { server, serviceWallet }: Pick<FedowSettings, 'server' | 'serviceWallet'>,
  { apiKey, placeKey, walletKey }: FedowSecrets,
  world: FedowWorld,
) {
  const wallet =
    serviceWallet === null ? null : { uuid: serviceWallet, key: createPrivateKey(walletKey) };
  const who = { apiKey, placeKey: createPrivateKey(placeKey), wallet };
  return fedowClient(fedowAddress(server), who, world);
}

/** FEDOW V1, as a place that joined one. */
export const fedowKind = connectorKind({
  settings,
  secrets: ['apiKey', 'placeKey', 'walletKey'],
  reasons: { ...fedowHints, ...fedowReasons },
  asks: () => ['told'],
  open(of, secrets: FedowSecrets, around: ConnectorSurroundings): Connector {
    const client = clientOf(of, secrets, fedowWorld(around));
    const { itemId, asset, primaryTag } = of;
    if (itemId === null || asset === null || primaryTag === null) return unbound(client);
    const binding = { itemId, asset, primaryTag };
    return fedowConnector({ client, binding, clock: around.clock, settleMs });
  },
});

/** Joined, and no item bound: it can be asked how it is, and is told nothing. */
const unbound = (client: ReturnType<typeof clientOf>): Connector => ({
  name: 'fedow',
  isLive: false,
  async check() {
    try {
      await client.greet();
      return { is: 'well' };
    } catch (err) {
      return { is: 'troubled', why: codeOf(err) };
    }
  },
  accepts: () => 'otherItem',
  deliver: async () => ({ is: 'parked', reason: 'otherItem' }),
});
