import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { fedowClient } from '../../../../cloud/connectors/fedow/client.ts';
import { fedowAddress } from '../../../../cloud/connectors/fedow/fedow-http.ts';
import { fedowHints, fedowReasons } from '../../../../cloud/connectors/fedow/fedow-words.ts';
import {
  foundPlace,
  inviteTill,
  readInvitation,
  shakeHands,
} from '../../../../cloud/connectors/fedow/onboarding.ts';
import { errorCodeOf } from '../../../../shared/runtime/errors.ts';
import { connectorErrors } from '../../../../shared/runtime/errors-of-connectors.ts';
import { hostRule } from '../../../../shared/runtime/host-rule.ts';
import { type FakeFedow, fakeFedow } from '../../../fakes/fedow/server.ts';
import { join, sharedKeys, worldOf } from './joined.ts';

let fake: FakeFedow;
beforeAll(async () => {
  fake = await fakeFedow();
});
afterAll(() => fake.close());

const card = { url: 'https://badge.example.org', dokosId: null };
const codeOf = async (doing: Promise<unknown> | (() => unknown)): Promise<string> => {
  try {
    await (typeof doing === 'function' ? doing() : doing);
  } catch (err) {
    return errorCodeOf(err) ?? String(err);
  }
  return 'it worked';
};
const pack = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64');

describe('a pasted string', () => {
  const said = {
    domain: 'fedow.example.org',
    uuid: randomUUID(),
    temp_key: `abcdefgh.${'x'.repeat(32)}`,
  };
  const invitation = { domain: said.domain, placeUuid: said.uuid, tempKey: said.temp_key };

  test('is read however it was pasted', () => {
    const packed = pack({ ...said, note: 'é?>' });
    const urlSafe = packed.replaceAll('+', '-').replaceAll('/', '_');
    const pasted = [packed, urlSafe, packed.replace(/=+$/, ''), `  "${packed}"\n`];
    pasted.push(packed.replace(/(.{40})/g, '$1\r\n'));
    for (const text of pasted) expect(readInvitation(text)).toEqual(invitation);
  });

  test('is refused by name where it is none', async () => {
    const wrong = [
      ...['', '   ', 'https://fedow.example.org', 'été', pack(said).slice(0, -9), pack('text')],
      ...[pack([]), pack({}), pack({ ...said, temp_key: 'short' })],
      ...[pack({ ...said, domain: 'a/b' }), pack({ ...said, domain: 'a@b' }), 'A'.repeat(5_000)],
    ];
    for (const text of wrong)
      expect(await codeOf(() => readInvitation(text))).toBe('fedowStringWrong');
  });

  test('leads to HTTPS, but for this machine', () => {
    expect(fedowAddress('fedow.example.org').href).toBe('https://fedow.example.org/');
    expect(fedowAddress('fedow.example.org:8443').href).toBe('https://fedow.example.org:8443/');
    expect(fedowAddress('127.0.0.1:8000').href).toBe('http://127.0.0.1:8000/');
  });
});

describe('coming in', () => {
  test('by the string of an administrator: once', async () => {
    const [key] = await sharedKeys();
    const made = fake.book.newPlace('Atelier', 'a@example.org');
    const invitation = readInvitation(fake.book.onboardingString(made, fake.domain));
    const server = fedowAddress(invitation.domain);
    const enter = () => shakeHands(server, invitation, card, key, worldOf(fake));
    const place = await enter();
    expect(place).toEqual({
      placeUuid: made.uuid,
      walletUuid: made.wallet,
      apiKey: expect.stringMatching(/^.{41}$/),
    });
    await fedowClient(server, { ...place, placeKey: key, wallet: null }, worldOf(fake)).greet();
    expect(await codeOf(enter())).toBe('fedowStringUsed');
  });

  test('as the first of a fresh server, and then with a till by the wallet of its administrator', async () => {
    const [key, adminKey] = await sharedKeys();
    const server = fedowAddress(fake.domain);
    const world = worldOf(fake);
    const of = { domain: 'lieu.example.org', name: 'Lespass', email: 'l@example.org', adminKey };
    const place = await foundPlace(server, of, world);
    const plain = { apiKey: place.apiKey, placeKey: null, wallet: null };
    const client = fedowClient(server, plain, world);
    // Such a place has no key to sign with, and is taken at its word.
    await client.greet();
    const admin = { uuid: await client.walletFor('l@example.org', adminKey), key: adminKey };
    expect(await codeOf(inviteTill(server, place, { ...admin, key }, world))).toBe('fedowRefused');
    const invitation = await inviteTill(server, place, admin, world);
    const till = await shakeHands(server, invitation, card, key, world);
    expect(till.walletUuid).toBe(place.walletUuid);
    await fedowClient(server, { ...till, placeKey: key, wallet: null }, world).greet();
    expect(await codeOf(client.greet())).toBe('fedowRefused');
    expect(await codeOf(inviteTill(server, place, admin, world))).toBe('fedowPlaceLinked');
    expect(await codeOf(foundPlace(server, { ...of, name: 'Second' }, world))).toBe(
      'fedowRootTaken',
    );
  });

  test('a server that is none, that fails, that sends elsewhere, that is away', async () => {
    const [key] = await sharedKeys();
    const made = fake.book.newPlace('Ailleurs', 'b@example.org');
    const invitation = readInvitation(fake.book.onboardingString(made, fake.domain));
    const server = fedowAddress(fake.domain);
    const enter = (world = worldOf(fake)) =>
      codeOf(shakeHands(server, invitation, card, key, world));
    const moods = {
      strange: 'fedowAnswerStrange',
      moved: 'fedowAnswerStrange',
      failing: 'fedowTroubled',
    };
    for (const [mood, code] of Object.entries(moods)) {
      fake.moodOf = () => mood as keyof typeof moods;
      const asked = fake.asks.length;
      expect(await enter()).toBe(code);
      // Nobody is followed elsewhere, and nothing is tried again.
      expect(fake.asks.length).toBe(asked + 1);
    }
    fake.moodOf = () => 'lost';
    expect(await enter(worldOf(fake, { deadlineMs: 50 }))).toBe('fedowUnreachable');
    fake.moodOf = () => 'well';
    const away = { ...invitation };
    expect(
      await codeOf(
        shakeHands(new URL('http://127.0.0.1:1/'), away, card, key, {
          ...worldOf(fake),
          hosts: hostRule(['127.0.0.1:1']),
        }),
      ),
    ).toBe('fedowUnreachable');
    expect(
      await codeOf(
        shakeHands(server, invitation, { ...card, url: 'no address' }, key, worldOf(fake)),
      ),
    ).toBe('fedowSaysNo');
    // None of it used the string up.
    expect(await enter()).toBe('it worked');
  });

  test('an address in the house is asked only where the settings name it', async () => {
    const asked = fake.asks.length;
    expect(await codeOf(join(fake, 'Intrus', { ...worldOf(fake), hosts: hostRule([]) }))).toBe(
      'fedowAddressRefused',
    );
    expect(fake.asks.length).toBe(asked);
  });
});

test('every failure has its hint in both languages', () => {
  const failures = Object.keys(connectorErrors).filter((code) => code.startsWith('fedow'));
  expect(Object.keys(fedowHints).sort()).toEqual(failures.sort());
  for (const { fr, en } of Object.values({ ...fedowHints, ...fedowReasons })) {
    expect(fr).not.toMatch(/(?<!\u00a0)[:?!;»]|«(?!\u00a0)/);
    expect(en).not.toBe(fr);
  }
});
