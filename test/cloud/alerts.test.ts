import { expect, test } from '@jest/globals';
import { lookForAlerts } from '../../cloud/alerts/look-for-alerts.ts';
import { sendDue } from '../../cloud/alerts/send-dispatches.ts';
import {
  type AlertChoice,
  type AlertSettings,
  type Channel,
  type Dispatch,
  type FoundAlert,
  noAlerts,
} from '../../cloud/ports/alerts.ts';
import type { MailSent } from '../../cloud/ports/mail.ts';
import { openAlertSettings } from '../../cloud/store/alert-settings.ts';
import type { Database } from '../../cloud/store/database.ts';
import { openDispatches } from '../../cloud/store/dispatches.ts';
import { openMailLinks, openMailWishes } from '../../cloud/store/mail-links.ts';
import { silentLogger } from '../../shared/runtime/logger.ts';
import { newKeyPair } from '../../shared/wire/keys.ts';
import { eachStore, type FreshStore } from './each-store.ts';
import { openTestRegistry } from './open-test-registry.ts';

const minute = 60_000;
const hour = 60 * minute;
/** Tuesday 10 March 2026, 15:00 in Paris. */
const start = Date.UTC(2026, 2, 10, 14);
const off: AlertChoice = { staff: 'off', member: false, webhook: false };

async function openAlerts(
  store: FreshStore,
  exit: Partial<AlertChoice>,
  more: Partial<AlertSettings> = {},
) {
  const database = await store.open();
  const clock = { now: start };
  const registry = openTestRegistry(database, () => clock.now);
  await registry.places.create({ id: 'demo', name: 'Demo', timeZone: 'Europe/Paris' });
  for (const id of ['ada', 'bo'])
    await registry.members.create({ id, name: id, email: `${id}@example.org` });
  const kinds = { ...noAlerts.kinds, forgottenExit: { ...off, ...exit } };
  const settings = { ...noAlerts, addresses: ['desk@example.org'], ...more, kinds };
  await openAlertSettings(database).save('demo', settings, start - hour);

  const tried: { readonly to: string; readonly at: number; readonly dispatch: Dispatch }[] = [];
  let found: readonly FoundAlert[] = [];
  let answer: (dispatch: Dispatch) => MailSent | null = () => ({ is: 'sent' });
  const look = (on: Database = database) =>
    lookForAlerts(
      { database: on, mails: true, finders: { forgottenExit: async () => found } },
      clock.now,
    );
  const send = (channel: Channel = 'mail', on: Database = database) =>
    sendDue(
      {
        ...{ database: on, now: () => clock.now, random: () => 0.5, logger: silentLogger },
        goesOn: () => true,
        async send(dispatch) {
          const to = dispatch.address ?? dispatch.memberId ?? 'webhook';
          tried.push({ to, at: clock.now, dispatch });
          return answer(dispatch);
        },
      },
      channel,
    );
  return {
    ...{ database, clock, registry, tried, look, send },
    dispatches: openDispatches(database),
    find(...of: readonly FoundAlert[]) {
      found = of;
    },
    answers(with_: typeof answer) {
      answer = with_;
    },
    to: () => tried.map(({ to }) => to),
  };
}

const exitOf = (memberId: string, key = memberId, lasts = false): FoundAlert => ({
  ...{ kind: 'forgottenExit', placeId: 'demo', key, memberId, lasts },
  about: { passageId: `p-${key}` },
});
/** Another aggregator, where there may be one. */
const beside = async (store: FreshStore, database: Database): Promise<Database> =>
  store.engine === 'postgres' ? await store.openAgain() : database;
const all = { limit: 50, cursor: null };

eachStore('alerts', (store) => {
  test('what is found is told once to whom it concerns, however often and by however many it is found', async () => {
    const a = await openAlerts(store, { member: true, staff: 'atOnce' });
    a.find(exitOf('ada'));
    expect(await a.look()).toBe(1);
    expect(await a.look()).toBe(0);
    a.find(exitOf('ada'), exitOf('bo'));
    const second = await beside(store, a.database);
    const [here, there] = await Promise.all([a.look(), a.look(second)]);
    expect(here + there).toBe(1);
    const sent = await Promise.all([a.send('mail'), a.send('mail', second)]);
    expect(sent[0] + sent[1]).toBe(4);
    expect(a.to().toSorted()).toEqual(['ada', 'bo', 'desk@example.org', 'desk@example.org']);
    expect(await a.send()).toBe(0);
  });

  test('nobody is mailed who has no address or wants no mail', async () => {
    const a = await openAlerts(store, { member: true });
    await a.registry.members.patch('ada', { email: null });
    await openMailWishes(a.database).set('bo', false, start);
    a.find(exitOf('ada'), exitOf('bo'));
    expect(await a.look()).toBe(2);
    expect(await a.send()).toBe(0);
    expect(a.tried).toEqual([]);
    const wishes = openMailWishes(a.database);
    expect(await wishes.wants('bo')).toBe(false);
    await wishes.set('bo', true, start);
    expect([await wishes.wants('bo'), await wishes.wants('ada')]).toEqual([true, true]);
  });

  test('what fails is tried for days and then shown, and never stands before the others', async () => {
    const a = await openAlerts(store, { member: true });
    a.find(exitOf('ada'), exitOf('bo'));
    await a.look();
    a.answers(({ memberId }) =>
      memberId === 'ada' ? { is: 'later', said: '452 mailbox full' } : { is: 'sent' },
    );
    expect(await a.send()).toBe(1);
    expect(a.to().toSorted()).toEqual(['ada', 'bo']);
    // At once it is not due; each time it waits longer.
    expect(await a.send()).toBe(0);
    const [troubled] = (await a.dispatches.troubled('*', all)).items;
    expect(troubled).toMatchObject({ state: 'pending', said: '452 mailbox full', attempts: 1 });
    const waits: number[] = [];
    for (let last = start; ; ) {
      const one = await a.dispatches.find(troubled?.id ?? '');
      if (one?.state !== 'pending') break;
      waits.push(Math.round((one.nextTryAt - last) / minute));
      a.clock.now = last = one.nextTryAt;
      await a.send();
    }
    expect(waits).toEqual([1, 5, 30, 120, 300, 600, 840, 1_200, 1_440, 1_440]);
    expect(await a.dispatches.find(troubled?.id ?? '')).toMatchObject({ state: 'parked' });
    await a.dispatches.tryAgain(troubled?.id ?? '', a.clock.now);
    a.answers(() => ({ is: 'sent' }));
    expect(await a.send()).toBe(1);
    await expect(a.dispatches.tryAgain(troubled?.id ?? '', a.clock.now)).rejects.toMatchObject({
      code: 'conflict',
    });
    expect((await a.dispatches.troubled('*', all)).items).toEqual([]);
  });

  test('what is refused for good is parked at once, in the words of the server, and can be given up', async () => {
    const a = await openAlerts(store, { staff: 'atOnce' });
    a.find(exitOf('ada'));
    await a.look();
    a.answers(() => ({ is: 'never', said: '550 no such mailbox' }));
    await a.send();
    const { items } = await a.dispatches.troubled(['demo'], all);
    expect(items).toMatchObject([{ state: 'parked', said: '550 no such mailbox', attempts: 1 }]);
    expect((await a.dispatches.troubled(['elsewhere'], all)).items).toEqual([]);
    await a.dispatches.giveUp(items[0]?.id ?? '', a.clock.now);
    expect((await a.dispatches.troubled('*', all)).items).toEqual([]);
    await expect(a.dispatches.giveUp('nothing', 0)).rejects.toMatchObject({ code: 'notFound' });
  });

  test('a server that is away ends the round, and what lies there first does not bar the way', async () => {
    const a = await openAlerts(store, { member: true });
    a.find(exitOf('ada'), exitOf('bo'));
    await a.look();
    a.answers(() => (a.tried.length === 1 ? { is: 'away', said: 'No answer' } : { is: 'sent' }));
    expect(await a.send()).toBe(0);
    expect(await a.send()).toBe(1);
    expect(a.to().toSorted()).toEqual(['ada', 'bo']);
  });

  test('whoever ended while sending leaves it to the next, and its late word counts no more', async () => {
    const a = await openAlerts(store, { member: true });
    a.find(exitOf('ada'));
    await a.look();
    let finish: (sent: MailSent) => void = () => undefined;
    const hanging = sendDue(
      {
        ...{ database: a.database, now: () => a.clock.now, random: Math.random },
        ...{ logger: silentLogger, goesOn: () => true },
        send: () => new Promise((resolve) => (finish = resolve)),
      },
      'mail',
    );
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await a.send()).toBe(0);
    a.clock.now += 6 * minute;
    expect(await a.send()).toBe(1);
    finish({ is: 'never', said: 'too late' });
    await hanging;
    expect((await a.dispatches.troubled('*', all)).items).toEqual([]);
  });

  test('what lasts is told once, and again when it was over in between', async () => {
    const a = await openAlerts(store, { staff: 'atOnce' });
    const low = exitOf('ada', 'low', true);
    for (const found of [[low], [low], [], [], [low]]) {
      a.find(...found);
      await a.look();
    }
    expect(await a.send()).toBe(2);
  });

  test('in quiet hours no mail goes, and afterwards each does, a second try too', async () => {
    const quiet = { from: '14:00', until: '17:30' };
    const a = await openAlerts(store, { member: true, webhook: true }, { quiet, webhookUrl: 'x' });
    a.find(exitOf('ada'));
    await a.look();
    expect(await a.send()).toBe(0);
    // A program is told at once.
    expect(await a.send('webhook')).toBe(1);
    a.clock.now = Date.UTC(2026, 2, 10, 16, 30);
    a.answers(() => ({ is: 'later', said: 'busy' }));
    await a.send();
    a.clock.now = Date.UTC(2026, 2, 11, 13, 30);
    a.answers(() => ({ is: 'sent' }));
    expect(await a.send()).toBe(0);
    expect((await a.dispatches.troubled('*', all)).items).toMatchObject([{ attempts: 1 }]);
    a.clock.now = Date.UTC(2026, 2, 11, 16, 30);
    expect(await a.send()).toBe(1);
    expect(a.to()).toEqual(['webhook', 'ada', 'ada']);
  });

  test('once a day staff get one mail of it, and none on a day without', async () => {
    const a = await openAlerts(store, { staff: 'daily' }, { digestAt: '08:00' });
    a.find(exitOf('ada'), exitOf('bo'));
    await a.look();
    expect(await a.send()).toBe(0);
    a.clock.now = Date.UTC(2026, 2, 11, 7, 5);
    await Promise.all([a.look(), a.look(await beside(store, a.database))]);
    expect(await a.send()).toBe(1);
    const [{ dispatch } = { dispatch: null }] = a.tried;
    expect(dispatch).toMatchObject({
      ...{ what: 'digest', address: 'desk@example.org' },
      period: { from: start - hour, to: Date.UTC(2026, 2, 11, 7) },
    });
    a.clock.now = Date.UTC(2026, 2, 12, 7, 5);
    await a.look();
    expect(await a.send()).toBe(0);
  });

  test('a link of a mail is the same at each try, and belongs to one member', async () => {
    const a = await openAlerts(store, {});
    const links = openMailLinks(a.database, newKeyPair().privateKey);
    const of = { memberId: 'ada', passageId: 'p-1', placeId: 'demo' };
    const secret = await links.exitFor('d-1', of, start);
    expect(await links.exitFor('d-1', of, start + hour)).toBe(secret);
    expect(await links.openExit(secret, start)).toMatchObject({ ...of, usedAt: null });
    expect(await links.openExit(secret, start + 15 * 24 * hour)).toBeNull();
    expect(await links.openExit('guessed', start)).toBeNull();
    const stop = links.stopFor('ada');
    expect(links.memberOf(stop)).toBe('ada');
    expect(links.memberOf(stop.replace(/^[^.]+/, Buffer.from('bo').toString('base64url')))).toBe(
      null,
    );
    expect(openMailLinks(a.database, newKeyPair().privateKey).memberOf(stop)).toBeNull();
  });
});
