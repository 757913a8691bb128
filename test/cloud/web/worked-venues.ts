import { createCorrections } from '../../../cloud/corrections/correct.ts';
import { createIngest } from '../../../cloud/ingest/ingest.ts';
import { createPairing } from '../../../cloud/pairing/pair-passages.ts';
import { pairPlaceAnew } from '../../../cloud/pairing/pair-slice.ts';
import type { Database } from '../../../cloud/store/database.ts';
import { openLedger } from '../../../cloud/store/ledger.ts';
import { placesToPair } from '../../../cloud/store/pairing-due.ts';
import { openPassageReader } from '../../../cloud/store/report.ts';
import { createPasses } from '../../../cloud/tokens/passes.ts';
import { createRates } from '../../../cloud/tokens/rates.ts';
import { type TestDevice, testDevice } from '../test-device.ts';
import { type WebFixture, webFixture } from './fixture.ts';
import { instantOf, type Row, tableUnder, unitsOf, workedMembers } from './worked-month.ts';

type Send = WebFixture['send'];
type Act = Row & { readonly member: string; readonly heard: string };

const uidOf = (member: string): string =>
  `04A1B2${workedMembers
    .findIndex(({ id }) => id === member)
    .toString(16)
    .padStart(2, '0')
    .toUpperCase()}`;

/** Three venues on a real store, told all that happened in the order in which it was heard, at those very instants. */
export async function openWorkedVenues(database: Database) {
  const clock = { now: instantOf('10-01 00:00') };
  const now = () => clock.now;
  const pairing = createPairing({ remember: database.engine === 'sqlite', now });
  const ingest = createIngest(database, pairing);
  const passages = openPassageReader(database);
  const web = await webFixture(
    {
      passages,
      corrections: createCorrections(database, pairing),
      clock: { now, monotonicNow: now },
      ledger: openLedger(database, { now, changed: () => undefined }),
      rates: createRates(database, { now, announce: () => undefined }),
      carnets: createPasses(database, { now, changed: () => undefined }),
    },
    database,
  );
  const readers = await openReaders(web);
  for (const place of await placesToPair(database.db))
    await pairPlaceAnew(database, pairing, place, () => true);
  await setRates(web.send);
  for (const { id, home } of workedMembers)
    await made(web.send, '/api/v1/members', { id, name: id, homePlaceId: home });

  const punches = new Map<string, string>();
  const given = new Map<string, string>();
  const acts = workedMembers
    .flatMap(({ id, acts: own }) =>
      own.map((act) => ({ ...act, member: id, heard: heardAt(act) }) as Act),
    )
    .toSorted((a, b) => instantOf(a.heard) - instantOf(b.heard));
  for (const act of acts) {
    clock.now = instantOf(act.heard);
    await perform(act);
  }
  clock.now = instantOf('10-31 23:59:59');

  async function perform({ member, when = '', what = '' }: Act): Promise<void> {
    const said = <T extends RegExp>(pattern: T) => pattern.exec(what)?.slice(1);
    const tap = said(/^tap ([\w-]+)/);
    const credit = said(/^credit (\S+) at (\w+)$/);
    const undo = said(/^undo credit of (.+)$/);
    const drop = said(/^void tap of (.+)$/);
    const exit = said(/^exit (.+) for tap of (.+)$/);
    const card = said(/^card from (.+) until (.+) is that of (\w+)$/);
    const pass = said(/^pass day at (\w+)$/);
    const correct = (body: object) =>
      made(web.send, '/api/v1/corrections', { ...body, reason: 'oubli' });
    const punchId = (at = '') => punches.get(`${member} ${at}`);
    if (tap) punches.set(`${member} ${when}`, await tapped(tap[0] ?? '', member, when));
    else if (credit) {
      const [amount = '', placeId] = credit;
      const body = { memberId: member, placeId, units: unitsOf(amount), reason: 'payé' };
      const { id } = await made(web.send, '/api/v1/ledger-entries', body);
      given.set(`${member} ${when}`, id);
    } else if (undo) {
      const url = `/api/v1/ledger-entries/${given.get(`${member} ${undo[0]}`)}/reversal`;
      await made(web.send, url, { reason: 'de trop' });
    } else if (drop) await correct({ kind: 'voidPunch', punchId: punchId(drop[0]) });
    else if (exit)
      await correct({ kind: 'addExit', punchId: punchId(exit[1]), at: isoOf(exit[0] ?? '') });
    else if (card) {
      const [from = '', to = '', memberId] = card;
      const bounds = { from: isoOf(from), to: isoOf(to) };
      await correct({ kind: 'assignCard', uid: uidOf(member), memberId, ...bounds });
    } else if (pass) {
      const carnet = { memberId: member, placeId: pass[0], kind: 'day', passes: 1 };
      await made(web.send, '/api/v1/carnets', { ...carnet, reason: 'payé' });
    } else throw new Error(`nobody knows how to: ${what}`);
  }

  async function tapped(reader: string, memberRef: string, when: string): Promise<string> {
    const at = readers.get(reader);
    if (!at) throw new Error(`there is no reader ${reader}`);
    const { device, item } = at;
    const tap = { at: instantOf(when), uid: uidOf(memberRef), memberRef, accessPoint: reader };
    const { id } = device.punch({ ...tap, ...(item && { item }) });
    // What is heard at one instant is one batch: it waits for the last of them.
    const waits = acts.filter(
      ({ heard, what = '' }) => instantOf(heard) === clock.now && what.startsWith(`tap ${reader}`),
    ).length;
    const from = device.entries().length;
    at.held += 1;
    if (at.held < waits) return id;
    const payload = device.batch(from - at.held + 1, from);
    at.held = 0;
    await ingest.journal({ device: device.id, payload, receivedAt: clock.now });
    return id;
  }

  return {
    web,
    clock,
    pairing,
    cookie: await signedIn(web, clock.now),
    /** All that a device holds once more, as one that never heard an ack sends it. */
    async sendAgain() {
      for (const { device } of readers.values()) {
        const payload = device.batch(1, device.entries().length);
        await ingest.journal({ device: device.id, payload, receivedAt: clock.now });
      }
    },
    /** A tap, heard at once. */
    tap(reader: string, member: string, when: string): Promise<string> {
      clock.now = instantOf(when);
      return tapped(reader, member, when);
    },
    close: async () => {
      await web.close();
      passages.close();
    },
  };
}

/** Somebody of the team, who reads English. */
async function signedIn({ deps: { identity } }: WebFixture, now: number): Promise<string> {
  const duty = { places: '*', rights: [], madeBy: 'system' } as const;
  const link = await identity.createInvitation('staff', null, now + 60_000, duty);
  const { id } = await identity.acceptInvitation(link, 'Maëlle', 'none', now);
  return `badgeuse-session=${await identity.createSession(id, now)}; badgeuse-language=en`;
}

const heardAt = ({ when = '', what = '' }: Row): string => /heard at (.+)$/.exec(what)?.[1] ?? when;

const isoOf = (text: string): string => new Date(instantOf(text)).toISOString();

interface Reader {
  readonly device: TestDevice;
  readonly item: string;
  held: number;
}

/** A device for each reader: what one of them keeps back holds up no other. */
async function openReaders(web: WebFixture): Promise<ReadonlyMap<string, Reader>> {
  const { registry } = web.deps;
  const readers = new Map<string, Reader>();
  for (const { venue = '', reader = '', area = '', item = '' } of tableUnder('Venues')) {
    if (!(await registry.places.find(venue)))
      await registry.places.create({ id: venue, name: venue, timeZone: 'Europe/Paris' });
    if (area !== venue && !(await registry.areas.find(area))) {
      const missingExit = area === 'laser' ? ('closeAtPlaceExit' as const) : null;
      await registry.areas.create({ id: area, placeId: venue, name: area, missingExit });
    }
    if (item !== '') {
      const asset = { id: 'rooms', placeId: venue, name: 'Salles', category: 'TIM' } as const;
      await registry.assets.create(asset);
      await registry.items.create({ id: item, assetId: asset.id, name: item });
    }
    const device = testDevice(`pi-${reader}`);
    const { id, publicKey } = device;
    await registry.devices.create({ id, placeId: venue, publicKey });
    const own = area === venue ? {} : { area };
    await registry.accessPoints.create({ id: reader, deviceId: id, direction: 'toggle', ...own });
    readers.set(reader, { device, item, held: 0 });
  }
  return readers;
}

async function setRates(send: Send): Promise<void> {
  for (const row of tableUnder('Rates')) {
    const [scope, of] = (row['of'] ?? '').split(' ');
    const exit = row['missing exit'] ?? '';
    await made(send, '/api/v1/rates', {
      ...{ placeId: row['venue'], scope, of, since: isoOf(row['from'] ?? '') },
      terms: {
        unitsPerHour: unitsOf(row['tokens an hour'] ?? ''),
        roundingStepMinutes: Number(row['step']),
        rounding: row['rounding'],
        freeMinutes: Number(row['free minutes']),
        minimumUnits: unitsOf(row['minimum'] ?? ''),
        missingExitUnits: exit === '' ? null : unitsOf(exit),
        prepaidUnits: unitsOf(row['prepaid'] ?? ''),
      },
    });
  }
}

/** As an administrator, by the API; answers what was made. */
async function made(send: Send, url: string, body: object): Promise<{ readonly id: string }> {
  const { status, json, text } = await send('admin', 'POST', url, body);
  if (status !== 201) throw new Error(`${url} ${JSON.stringify(body)}: ${status} ${text}`);
  return json as { id: string };
}
