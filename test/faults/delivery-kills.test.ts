import { setTimeout as after } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { systemTimers } from '../../shared/runtime/system-clock.ts';
import { punchUuidOf } from '../fakes/fedow/book.ts';
import { differences, everyOneOnce } from '../parts/each-once.ts';
import type { Patch } from '../parts/patched-sources.ts';
import { bareProduct, type Product } from '../parts/product.ts';
import {
  frappeSecrets,
  moments,
  type SystemsAfar,
  systemNames,
  systemsAfar,
} from '../parts/systems-afar.ts';
import { waitFor } from '../parts/wait-for.ts';
import { claimDevice, openWireDevice, type WireDevice } from '../parts/wire-device.ts';

/**
 * The cloud killed (SIGKILL) while it tells a FEDOW, a Frappe, a Dokos and a program of punches: as a request was read
 * and not done, done and not answered, done long after, just answered; and while it starts. `npm run
 * test:delivery-kills -- --kills 1000` for more of them.
 */
const kills = Number(process.env['KILLS'] ?? 16);
const members = 12;

/** What is waited for here is told by the minute, and a test has not so many. Nothing else is another. */
const hasty: readonly Patch[] = [
  { file: 'cloud/delivery/back-off', from: 'minuteMs = 60_000', to: 'minuteMs = 20' },
  { file: 'cloud/delivery/back-off', from: 'pausesMs[failures - 1]', to: '100' },
  { file: 'cloud/delivery/keep-delivery', from: 'everyMs = 5_000', to: 'everyMs = 100' },
  { file: 'cloud/connectors/fedow/kind', from: 'settleMs = 120_000', to: 'settleMs = 1_500' },
  { file: 'cloud/connectors/frappe/kind', from: 'settleMs = 150_000', to: 'settleMs = 1_500' },
  { file: 'cloud/events/keep-events', from: 'everyMs = 5_000', to: 'everyMs = 100' },
  { file: 'cloud/store/webhook-outbox', from: 'leaseMs = 2 * 60_000', to: 'leaseMs = 400' },
];

let afar: SystemsAfar;
let product: Product;
let device: WireDevice;
const connected: Record<string, string> = {};
const ends: (() => Promise<unknown>)[] = [];
beforeAll(async () => {
  afar = await systemsAfar();
  ends.push(afar.close);
  product = await bareProduct({
    ...{ members, patches: hasty },
    env: { BADGEUSE_WEBHOOK_HOSTS: afar.hosts },
  });
  ends.push(product.end);
  await product.startCloud();
  await furnish();
}, 120_000);
afterAll(async () => {
  for (let end = ends.pop(); end; end = ends.pop()) await end();
}, 60_000);

async function furnish(): Promise<void> {
  const { api, baseUrl, uids } = product;
  await api('POST', '/api/v1/places', { id: 'demo', name: 'Demo', timeZone: 'Europe/Paris' });
  const asset = { id: 'time', placeId: 'demo', name: 'Time', category: 'TIM' };
  await api('POST', '/api/v1/assets', asset);
  await api('POST', '/api/v1/items', { id: 'bench', assetId: 'time', name: 'Badge' });
  const joining = { cloudUrl: baseUrl, token: await product.token(), placeId: 'demo' };
  const { answer, keys } = await claimDevice({ ...joining, accessPoint: 'entree', door: 'front' });
  // A cloud that is away is nothing to wait longer for each time: how a device does that is tested elsewhere.
  const after = (ms: number, run: () => void) => systemTimers.after(Math.min(ms, 100), run);
  device = openWireDevice(answer, keys, 2_000, { ...systemTimers, after });
  ends.push(device.stop);

  const place = afar.fedow.book.newPlace('Demo', 'demo@example.org');
  const invitation = afar.fedow.book.onboardingString(place, afar.fedow.domain);
  const { id: fedow } = await api<{ id: string }>('POST', '/api/v1/fedow', {
    ...{ placeId: 'demo', invitation },
  });
  await api('POST', `/api/v1/connections/${fedow}/binding`, { itemId: 'bench' });
  connected['fedow'] = fedow;
  connected['frappe'] = await connect('frappe', frappeSecrets, {
    ...{ address: afar.frappe.origin, timeZone: 'Europe/Paris' },
    target: {
      ...{ preset: 'own', doctype: 'Door Log', lookUp: null },
      fields: [
        { theirs: 'person', is: 'knownAs', text: '' },
        { theirs: 'at', is: 'time', text: '' },
        // Unlike Employee Checkin it takes the same thing twice: a double would be one.
        { theirs: 'badgeuse_id', is: 'punch', text: '' },
      ],
    },
  });
  connected['dokos'] = await connect(
    'dokos',
    { key: afar.dokos.key },
    {
      ...{ address: afar.dokos.address, venueId: afar.dokos.federation.venues[0]?.identification },
      ...{ venueRoles: 'doc', maxLagSeconds: 600, doubleTapSeconds: 0, itemId: null },
      homeVenues: [],
    },
  );
  for (const [n, uid] of uids.entries()) {
    const id = `m-${n}`;
    await api('POST', '/api/v1/members', { id, name: id, email: `${id}@example.org` });
    await api('POST', '/api/v1/cards', { uid, memberId: id });
    const of = (kind: string) => `/api/v1/connections/${connected[kind]}/members/${id}`;
    await api('PATCH', of('fedow'), { toldOn: '2026-03-12' });
    await api('PATCH', of('frappe'), { toldOn: '2026-03-12', knownAs: `known-${id}` });
    await api('PATCH', of('dokos'), { toldOn: '2026-03-12', sharesEmail: true });
    await api('POST', `/api/v1/connections/${fedow}/cards`, { memberId: id });
  }
  await api('POST', '/api/v1/webhooks', { url: afar.webhookUrl, types: ['punch.recorded'] });
}

async function connect(kind: string, secrets: object, settings: object): Promise<string> {
  const made = { kind, placeId: 'demo', name: kind, settings, secrets };
  const { id } = await product.api<{ id: string }>('POST', '/api/v1/connections', made);
  await product.api('PATCH', `/api/v1/connections/${id}`, { isOn: true });
  return id;
}

interface Delivered {
  readonly punchId: string;
  readonly state: string;
  readonly isForGood: boolean;
  readonly receipt: Readonly<Record<string, string>> | null;
}
const deliveriesAt = (name: string) =>
  product.all<Delivered>(`/api/v1/connections/${connected[name]}/deliveries`);
const isOver = ({ state, isForGood }: Delivered) =>
  !['pending', 'unknown'].includes(state) || isForGood;

/** Each at each moment, in any order, and again. */
const scenes = systemNames
  .flatMap((at) => moments.map((moment) => [at, moment] as const))
  .map((scene) => ({ scene, by: Math.random() }))
  .sort((a, b) => a.by - b.by)
  .map(({ scene }) => scene);

/** Ids of punches by who made them, in their order. */
const punched = new Map<string, string[]>();
const all = () => [...punched.values()].flat();

test('a cloud killed while it tells other systems: nothing is lost there, nothing doubled', async () => {
  const { cloud, uids } = product;
  const killed: Record<string, number> = {};
  let told: Promise<unknown> = Promise.resolve();
  let next = 0;
  for (let n = 0; n < kills; n++) {
    const from = all().length + 1;
    for (const at of [next++, next++, next++].map((one) => one % members)) {
      const of = { memberRef: `m-${at}`, item: 'bench' };
      const ids = device.punch(1, uids[at] ?? '', 'entree', of);
      punched.set(of.memberRef, [...(punched.get(of.memberRef) ?? []), ...ids]);
    }
    const to = all().length;
    told = told.then(() => device.deliver(from, to));
    const [at, moment] = scenes[n % scenes.length] ?? ['fedow', 'mute'];
    const sprung = await Promise.race([
      afar.trap(at, moment).then(() => true),
      after(8_000, false, { ref: false }),
    ]);
    await cloud.kill();
    afar.untrap();
    const name = sprung ? `${at} ${moment}` : 'unawares';
    killed[name] = (killed[name] ?? 0) + 1;
    cloud.start('--devices', '1');
    if (Math.random() < 0.2) {
      await after(Math.random() * 1_000);
      await cloud.kill();
      cloud.start('--devices', '1');
      killed['starting'] = (killed['starting'] ?? 0) + 1;
    }
  }
  await told;
  await waitFor('the cloud', () => product.answers(), 60_000);
  const areOver = async () => {
    const deliveries = await Promise.all(Object.keys(connected).map(deliveriesAt));
    return deliveries.every((of) => of.length === all().length && of.every(isOver));
  };
  await waitFor('all to be told', areOver, 120_000);
  console.log(
    `${Object.entries(killed)
      .map(([when, times]) => `${when} ${times}`)
      .join(', ')}; ${all().length} punches, ${afar.events.length} events told`,
  );

  // FEDOW: one block for each punch, of each member in their order.
  const { transactions } = afar.fedow.book;
  const blocks = transactions.filter(({ action }) => action === 'BDG').map(punchUuidOf);
  expect(differences(all(), blocks)).toEqual(everyOneOnce);
  // Frappe: one record for each.
  const records = afar.frappe.site.docsOf('Door Log').map((of) => String(of['badgeuse_id']));
  expect(differences(all(), records)).toEqual(everyOneOnce);
  for (const own of punched.values()) {
    expect(blocks.filter((id) => own.includes(id))).toEqual(own);
    expect(records.filter((id) => own.includes(id))).toEqual(own);
  }
  for (const name of ['fedow', 'frappe']) {
    const states = (await deliveriesAt(name)).map(({ state }) => state);
    expect(new Set(states)).toEqual(new Set(['delivered']));
  }
}, 3_600_000);

test('Dokos: each is written down once at most, and staff are shown which nobody knows of', async () => {
  const deliveries = await deliveriesAt('dokos');
  const { records } = afar.dokos.federation;
  const said = (receipt: Delivered['receipt']) =>
    (JSON.parse(receipt?.['message'] ?? '{}') as { name?: string }).name ?? '';
  const delivered = deliveries.filter(({ state }) => state === 'delivered');
  const names = records.map(({ name }) => name);
  const receipts = delivered.map(({ receipt }) => said(receipt));
  expect(differences(receipts, names)).toMatchObject({ lost: [], doubled: [] });
  expect(new Set(receipts).size).toBe(receipts.length);
  const unsure = deliveries.filter(({ state }) => state !== 'delivered');
  expect(unsure.filter(({ state, isForGood }) => state !== 'unknown' || !isForGood)).toEqual([]);
  for (const [memberId, own] of punched) {
    const theirs = records.filter(({ user }) => user === `${memberId}@example.org`);
    const unanswered = theirs.filter(({ name }) => !receipts.includes(name));
    const unknown = unsure.filter(({ punchId }) => own.includes(punchId));
    expect(unanswered.length).toBeLessThanOrEqual(unknown.length);
  }
});

test('webhooks: each event at least once, and known by its id and bytes when it comes again', async () => {
  const ids = () => new Set(afar.events.map(({ id }) => id));
  const isQuiet = async () => {
    const [webhook] = await product.all<{ waiting: number }>('/api/v1/webhooks');
    return ids().size >= all().length && webhook?.waiting === 0;
  };
  await waitFor('the last event', isQuiet, 60_000);
  expect(ids()).toEqual(new Set(all()));
  const bodies = new Map<string, string>();
  for (const { id, body } of afar.events) {
    expect(bodies.get(id) ?? body).toBe(body);
    bodies.set(id, body);
  }
}, 90_000);
