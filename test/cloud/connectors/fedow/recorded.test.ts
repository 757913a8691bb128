import { afterEach, beforeEach, expect, test } from '@jest/globals';
import {
  ask,
  type FedowAsker,
  fedowAddress,
  type Question,
} from '../../../../cloud/connectors/fedow/fedow-http.ts';
import {
  base64Url,
  publicPemOf,
  pythonDate,
  signedText,
} from '../../../../cloud/connectors/fedow/signature.ts';
import {
  namesOfBoth,
  type Recorded,
  recordedExchanges,
} from '../../../fakes/fedow/recorded-exchanges.ts';
import { type FakeFedow, fakeFedow } from '../../../fakes/fedow/server.ts';
import { newCard, sharedKeys, worldOf } from './joined.ts';

let fake: FakeFedow;
let now: number;
beforeEach(async () => {
  now = Date.UTC(2026, 10, 21, 18, 33);
  fake = await fakeFedow({ now: () => now++ });
});
afterEach(() => fake.close());

interface Said {
  readonly status: number;
  readonly text: string;
}
type By = Question['by'];

async function asked(
  who: FedowAsker | null,
  method: string,
  path: string,
  by: By,
  sent: unknown,
): Promise<Said> {
  const answer = await ask(
    fedowAddress(fake.domain),
    who,
    {
      method: method === 'GET' ? 'GET' : 'POST',
      path: path as Question['path'],
      by,
      ...(method === 'GET' ? {} : { body: sent }),
      maxAnswerBytes: 4_000_000,
    },
    worldOf(fake),
  );
  if (answer.is !== 'answered') throw new Error(`${path}: ${answer.why}`);
  return answer;
}

async function raw(
  method: string,
  path: string,
  headers: Record<string, string>,
  body?: string,
): Promise<Said> {
  const answer = await fetch(`http://${fake.domain}${path}`, {
    method,
    headers,
    ...(body !== undefined && { body }),
  });
  return { status: answer.status, text: await answer.text() };
}

/** As the recording's program printed it: texts bare, everything else as JSON. */
const printed = (text: string, indent: number): string => {
  if (text === '') return '';
  const value: unknown = JSON.parse(text);
  return typeof value === 'string' ? value : JSON.stringify(value, null, indent);
};

async function handshake(
  name: string,
  dokos_id: string | null,
): Promise<{ said: Said; who: FedowAsker; uuid: string }> {
  const [placeKey] = await sharedKeys();
  const place = fake.book.newPlace(name, `${name}@example.org`);
  const packed = Buffer.from(fake.book.onboardingString(place, 'x'), 'base64url').toString();
  const { temp_key } = JSON.parse(packed) as { temp_key: string };
  const body = {
    ...{ fedow_place_uuid: place.uuid, cashless_ip: '127.0.0.1', dokos_id },
    ...{ cashless_url: 'https://badge.example.org', cashless_admin_apikey: 'x'.repeat(41) },
    cashless_rsa_pub_key: publicPemOf(placeKey),
  };
  const temporary = { apiKey: temp_key, placeKey, wallet: null };
  const said = await asked(temporary, 'POST', '/place/handshake/', 'place', body);
  const given = JSON.parse(Buffer.from(JSON.parse(said.text), 'base64url').toString());
  expect(Object.keys(given)).toEqual(['place_admin_apikey', 'place_wallet_uuid']);
  const replayed = await asked(temporary, 'POST', '/place/handshake/', 'place', body);
  expect(replayed.status).toBe(403);
  return { said, who: { ...temporary, apiKey: given.place_admin_apikey }, uuid: place.uuid };
}

test('one venue: each recorded request is answered as it was', async () => {
  const names = namesOfBoth();
  const { said, who } = await handshake('LieuC17936', null);
  let greetings = 0;
  let tap = '';
  let compared = 0;
  const answerTo = async (recorded: Recorded): Promise<Said> => {
    const { method, path } = recorded;
    if (path === '/place/handshake/') {
      return recorded.status === 202
        ? said
        : asked({ ...who, apiKey: 'x'.repeat(41) }, method, path, 'place', {});
    }
    // The first two as they should be; then the bytes as sent signed, and nothing signed at all.
    if (path === '/helloworld_apikey/' && ++greetings > 2 && who.placeKey) {
      const authorization = `Api-Key ${who.apiKey}`;
      const signature = signedText(base64Url(Buffer.from(recorded.sent)), who.placeKey);
      const headers = greetings === 3 ? { authorization, signature } : { authorization };
      return raw(method, path, headers, recorded.sent);
    }
    // Of eight taps at once the bodies were not written down.
    if (path === '/card/badge/' && recorded.sent !== '') tap ||= recorded.sent;
    const written = recorded.sent || (method === 'POST' ? tap : '');
    const sent = written === '' ? undefined : JSON.parse(names.translated(written));
    return asked(who, method, names.translated(path), 'place', sent);
  };
  for (const recorded of recordedExchanges('one-venue')) {
    const answer = await answerTo(recorded);
    const where = `${recorded.method} ${recorded.path} ${recorded.sent}`;
    expect(`${answer.status} ${where}`).toBe(`${recorded.status} ${where}`);
    if (recorded.answered === 'HANDSHAKE') continue;
    const text = printed(answer.text, 1);
    const isCut =
      /^[[{]/.test(recorded.answered) &&
      !/^[\]}]$/m.test(recorded.answered) &&
      recorded.answered !== '[]';
    expect(`${where}\n${names.difference(recorded.answered, text, isCut)}`).toBe(`${where}\n`);
    compared++;
  }
  expect(compared).toBe(42);
});

test('two venues in a federation: each recorded request is answered as it was', async () => {
  const names = namesOfBoth();
  const [, walletKey] = await sharedKeys();
  const a = await handshake('A8940', 'dk1');
  const b = await handshake('B2506', 'dk1');
  const recorded = [...recordedExchanges('two-venues')];
  let compared = 0;
  const same = (said: Said): Said => {
    const next = recorded.shift();
    if (!next) throw new Error('nothing more was recorded');
    const where = `${next.method} ${next.path}`;
    expect(`${said.status} ${where}`).toBe(`${next.status} ${where}`);
    if (next.answered !== 'HANDSHAKE') {
      const text = printed(said.text, 0);
      const isCut = /^[[{]/.test(next.answered) && !/[\]}]$/.test(next.answered);
      const difference = names.difference(next.answered, text, isCut);
      expect(`${where}\n${difference}`).toBe(`${where}\n`);
    }
    compared++;
    return said;
  };
  const card = (tag: string, isPrimary: boolean) => {
    const { uuid, qr, number } = newCard(tag);
    const of = { uuid, first_tag_id: tag, complete_tag_id_uuid: null, qrcode_uuid: qr };
    return { ...of, number_printed: number, generation: 1, is_primary: isPrimary };
  };
  same(a.said);
  same(b.said);
  const asset = { name: 'Badge fédéré', currency_code: 'BDG', category: 'BDG' };
  const made = same(await asked(a.who, 'POST', '/asset/', 'place', asset));
  const { uuid } = JSON.parse(made.text) as { uuid: string };
  const cards = [card('906470C3', false), card('4998B388', true)];
  same(await asked(a.who, 'POST', '/card/', 'place', cards));
  same(await asked(b.who, 'POST', '/card/', 'place', [card('BB00B1B1', true)]));
  const punch = (primary: string) => ({
    first_tag_id: '906470C3',
    primary_card_firstTagId: primary,
    asset: uuid,
  });
  const tap = ({ who }: typeof a, primary: string) =>
    asked(who, 'POST', '/card/badge/', 'place', punch(primary));
  // Nobody looks whether the asset is accepted where somebody taps.
  same(await tap(b, 'BB00B1B1'));
  same(await asked(b.who, 'GET', '/asset/', 'place', null));
  const of = { email: 'badgeuse@example.org', public_pem: publicPemOf(walletKey) };
  const question = { method: 'POST', path: '/wallet/get_or_create/', by: 'key' } as const;
  const world = worldOf(fake);
  const server = fedowAddress(fake.domain);
  const wallet = await ask(server, b.who, { ...question, body: of, signer: walletKey }, world);
  if (wallet.is !== 'answered') throw new Error('no wallet');
  same(wallet);
  const signer = { uuid: JSON.parse(wallet.text) as string, key: walletKey };
  const [aWallet, bWallet] = [a, b].map(({ who }) => ({ ...who, wallet: signer }));
  if (!aWallet || !bWallet) throw new Error('two venues');
  const joinBoth = { place_origin: a.uuid, place_added: b.uuid, asset: uuid, name: 'Fed 906470C3' };
  same(await asked(bWallet, 'POST', '/federation/', 'wallet', joinBoth));
  same(await asked(b.who, 'GET', '/federation/', 'place', null));
  same(await asked(b.who, 'GET', '/asset/', 'place', null));
  same(await tap(b, 'BB00B1B1'));
  same(await tap(a, '4998B388'));
  const dates = { start_date: '2026-11-21T00:00:00Z', end_date: '2026-11-22T00:00:00Z' };
  const list = (who: FedowAsker) =>
    asked(who, 'POST', '/transaction/list_by_asset/', 'wallet', { asset_uuid: uuid, ...dates });
  expect(JSON.parse(same(await list(aWallet)).text)).toHaveLength(4);
  expect(JSON.parse(same(await list(bWallet)).text)).toHaveLength(2);

  const path = `/wallet/${uuid}/badge/`;
  const recordedPath = recorded[0]?.path ?? '';
  expect(names.translated(recordedPath)).toBe(path);
  same(await asked(aWallet, 'GET', path, 'wallet', null));
  // A date as JavaScript spells it, which Python prints otherwise.
  const [date, authorization] = [new Date(now).toISOString(), `Api-Key ${a.who.apiKey}`];
  const signature = signedText(`${signer.uuid}:${date}`, walletKey);
  same(await raw('GET', path, { authorization, wallet: signer.uuid, date, signature }));
  const mine = '/transaction/paginated_list_by_wallet_signature/?page_size=1';
  const good = pythonDate(now);
  const signed = { date: good, signature: signedText(`${signer.uuid}:${good}`, walletKey) };
  same(await raw('GET', mine, { wallet: signer.uuid, ...signed }));
  // The same request twice is two blocks: nothing there knows it again.
  same(await tap(a, '4998B388'));
  same(await tap(a, '4998B388'));
  const small = { ...punch('4998B388'), first_tag_id: '906470c3' };
  same(await asked(a.who, 'POST', '/card/badge/', 'place', small));
  same(await asked(a.who, 'GET', '/card/906470c3/', 'place', null));
  same(await asked(a.who, 'GET', '/card/906470c3/card_tag_id_retrieve/', 'key', null));
  same(await raw('PUT', '/card/badge/', { authorization }, '{}'));

  const root = same(await raw('GET', '/root_tibillet_handshake/', {}));
  const { api_key: apiKey } = JSON.parse(root.text) as { api_key: string };
  const plain = { apiKey, placeKey: null, wallet: null };
  const lespass = { place_domain: 'lieu.example.org', place_name: 'LP 906470C3' };
  const admin = { admin_email: 'badgeuse@example.org', admin_pub_pem: publicPemOf(walletKey) };
  const founded = same(await asked(plain, 'POST', '/place/', 'key', { ...lespass, ...admin }));
  const { key } = JSON.parse(founded.text) as { key: string };
  const keyOnly = { apiKey: key, placeKey: null, wallet: signer };
  const second = { name: 'B2', currency_code: 'BDG', category: 'BDG' };
  same(await asked(keyOnly, 'POST', '/asset/', 'place', second));
  same(await asked(keyOnly, 'GET', '/asset/', 'place', null));
  same(await asked(keyOnly, 'GET', '/place/link_cashless_to_place/', 'wallet', null));
  expect(recorded).toEqual([]);
  expect(compared).toBe(29);
});
