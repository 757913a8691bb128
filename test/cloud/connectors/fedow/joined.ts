import { randomUUID } from 'node:crypto';
import { type FedowClient, fedowClient } from '../../../../cloud/connectors/fedow/client.ts';
import { type FedowWorld, fedowAddress } from '../../../../cloud/connectors/fedow/fedow-http.ts';
import {
  type JoinedPlace,
  readInvitation,
  shakeHands,
} from '../../../../cloud/connectors/fedow/onboarding.ts';
import { newRsaKey } from '../../../../cloud/connectors/fedow/signature.ts';
import { hostRule } from '../../../../shared/runtime/host-rule.ts';
import { systemClock, systemTimers } from '../../../../shared/runtime/system-clock.ts';
import type { FakeFedow } from '../../../fakes/fedow/server.ts';

/** Reaches the fake, as a setting would let it reach a Fedow in the house. */
export const worldOf = (fake: FakeFedow, more: Partial<FedowWorld> = {}): FedowWorld => ({
  hosts: hostRule([fake.domain]),
  clock: systemClock,
  timers: systemTimers,
  deadlineMs: 20_000,
  ...more,
});

/** RSA keys take a third of a second each: a file's places share one, and their wallets another. */
let keys: Promise<
  readonly [
    place: Awaited<ReturnType<typeof newRsaKey>>,
    wallet: Awaited<ReturnType<typeof newRsaKey>>,
  ]
> | null = null;
export const sharedKeys = () => {
  keys ??= Promise.all([newRsaKey(), newRsaKey()]);
  return keys;
};

export interface Joined {
  readonly client: FedowClient;
  readonly place: JoinedPlace;
  readonly wallet: string;
}

/** A place that came by a string, with a wallet of its own. */
export async function join(
  fake: FakeFedow,
  name: string,
  world: FedowWorld = worldOf(fake),
): Promise<Joined> {
  const [placeKey, walletKey] = await sharedKeys();
  const made = fake.book.newPlace(name, `${name}@example.org`);
  const invitation = readInvitation(fake.book.onboardingString(made, fake.domain));
  const server = fedowAddress(invitation.domain);
  const card = { url: 'https://badge.example.org', dokosId: 'dk1' };
  const place = await shakeHands(server, invitation, card, placeKey, world);
  const keyed = { apiKey: place.apiKey, placeKey, wallet: null };
  const uuid = await fedowClient(server, keyed, world).walletFor(
    `badgeuse+${name}@example.org`,
    walletKey,
  );
  const wallet = { uuid, key: walletKey };
  return { client: fedowClient(server, { ...keyed, wallet }, world), place, wallet: uuid };
}

export const newCard = (tag: string, isPrimary = false) => {
  const qr = randomUUID();
  return { uuid: randomUUID(), tag, qr, number: qr.slice(0, 8).toUpperCase(), isPrimary };
};
