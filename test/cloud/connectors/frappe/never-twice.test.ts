import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { FrappeTarget } from '../../../../cloud/connectors/frappe/frappe-settings.ts';
import { frappeKind } from '../../../../cloud/connectors/frappe/kind.ts';
import { readSaid } from '../../../../cloud/connectors/frappe/said.ts';
import { restMs } from '../../../../cloud/connectors/frappe/time-guard.ts';
import type { Connector, MaybeSent, OutboundPunch } from '../../../../cloud/ports/connectors.ts';
import { hostRule } from '../../../../shared/runtime/host-rule.ts';
import { systemTimers } from '../../../../shared/runtime/system-clock.ts';
import type { Doc } from '../../../fakes/frappe/site.ts';
import { type AtSite, atSite, checkin, key, passage, settleMs } from './at-site.ts';

let at: AtSite;
beforeAll(async () => {
  at = await atSite();
});
afterAll(() => at.fake.close());
afterEach(() => {
  at.fake.moodOf = () => 'well';
  at.roles('HR User', 'Badge Reader');
});

const byCard = { preset: 'employeeCheckin', by: 'attendance_device_id', is: 'card' } as const;
const doorLog: FrappeTarget = {
  ...{ preset: 'own', doctype: 'Door Log', lookUp: null },
  fields: [
    { theirs: 'person', is: 'knownAs', text: '' },
    { theirs: 'at', is: 'time', text: '' },
    { theirs: 'badgeuse_id', is: 'punch', text: '' },
  ],
};
const docsOf = (doctype: string): readonly Doc[] => at.fake.site.docsOf(doctype);
const posts = () => at.fake.asks.filter((ask) => ask.startsWith('POST')).length;
const isCreating = ({ method }: { readonly method: string }) => method === 'POST';
const deliver = (connector: Connector, punch: OutboundPunch, maybeSent: MaybeSent | null = null) =>
  connector.deliver({ punch, maybeSent });

test.each([
  ['History Of Passage', passage],
  ['Door Log', doorLog],
] as const)('%s: what may still arrive is not sent again', async (doctype, target) => {
  const connector = at.connector(target);
  const punch = at.punch(0);
  const [before, asked, sentAt] = [docsOf(doctype).length, posts(), at.time.now()];
  at.fake.moodOf = (of) => (isCreating(of) ? 'late' : 'well');
  const first = await deliver(connector, punch);
  const maybeSent = { first: sentAt, last: sentAt };
  expect(first).toEqual({ is: 'unknown', why: 'timeout', maybeSent });
  at.fake.moodOf = () => 'well';
  const still = { is: 'unknown', why: 'mayStillArrive', maybeSent };
  at.time.advance(settleMs - 1);
  expect(await deliver(connector, punch, maybeSent)).toEqual(still);
  expect(posts()).toBe(asked + 1);
  at.fake.catchUp();
  expect(await deliver(connector, punch, maybeSent)).toMatchObject({ is: 'delivered' });
  expect(docsOf(doctype)).toHaveLength(before + 1);

  // Never worked on, it is sent again, and its first trace stays the first.
  const other = at.punch(1);
  const left = { first: at.time.now(), last: at.time.now() };
  at.time.advance(settleMs);
  at.fake.moodOf = (of) => (isCreating(of) ? 'mute' : 'well');
  expect(await deliver(connector, other, left)).toMatchObject({
    ...{ is: 'unknown', maybeSent: { first: left.first, last: at.time.now() } },
  });
  at.fake.moodOf = () => 'well';
  expect(await deliver(connector, other, left)).toMatchObject({ is: 'delivered' });
  expect(docsOf(doctype)).toHaveLength(before + 2);
});

test('somebody who is not there any more may have been as it left: that is waited for', async () => {
  const connector = at.connector(checkin);
  const sentAt = at.time.now();
  const maybeSent = { first: sentAt, last: sentAt };
  const nobody = at.punch(99);
  expect(await deliver(connector, nobody, maybeSent)).toEqual({
    ...{ is: 'unknown', why: 'mayStillArrive', maybeSent },
  });
  at.time.advance(settleMs);
  expect(await deliver(connector, nobody, maybeSent)).toEqual({
    ...{ is: 'parked', reason: 'personUnknown' },
  });
});

test('it is known again whatever was changed since: by our own id, or by whose, when and which way', async () => {
  const [log, own] = [at.punch(2), at.punch(3, { direction: 'toggle' })];
  const sentAt = at.time.now();
  const maybeSent = { first: sentAt, last: sentAt };
  await deliver(at.connector(doorLog), log);
  const renamed = { ...log, member: { ...(log.member as object), knownAs: 'HR-EMP-NEW' } };
  const logs = docsOf('Door Log').length;
  at.time.advance(settleMs);
  const again = await deliver(at.connector(doorLog), renamed as OutboundPunch, maybeSent);
  expect(again).toMatchObject({ is: 'delivered' });
  expect(docsOf('Door Log')).toHaveLength(logs);
  await deliver(at.connector(checkin), own);
  const [asked, { log_type, ...record }] = [posts(), docsOf('Employee Checkin').at(-1) as Doc];
  expect(log_type).toBe('');
  const moved = { ...own, device: 'reader-2' };
  expect(await deliver(at.connector(checkin), moved, maybeSent)).toMatchObject({
    ...{ is: 'delivered', receipt: { record: record['name'] } },
  });
  expect(posts()).toBe(asked);
  // What nobody knows is left out, and no word is put in its place.
  await deliver(at.connector(passage), own);
  expect(docsOf('History Of Passage').at(-1)).toMatchObject({ type: 'None', customer: null });
});

test('who was found is remembered for ten minutes, or until the site knows them no more', async () => {
  const connector = at.connector(byCard);
  await deliver(connector, at.punch(5));
  const employee = docsOf('Employee')[5] as Doc;
  employee['name'] = 'HR-EMP-5B';
  const punch = at.punch(5);
  expect(await deliver(connector, punch)).toMatchObject({ reason: 'personUnknown' });
  expect(await deliver(connector, punch)).toMatchObject({ is: 'delivered' });
  expect(docsOf('Employee Checkin').at(-1)).toMatchObject({ employee: 'HR-EMP-5B' });
  // Another has the card now; the one before is still there.
  const other = docsOf('Employee')[6] as Doc;
  [other['attendance_device_id'], employee['attendance_device_id']] = [
    employee['attendance_device_id'] ?? null,
    other['attendance_device_id'] ?? null,
  ];
  at.time.advance(11 * 60_000);
  await deliver(connector, at.punch(5));
  expect(docsOf('Employee Checkin').at(-1)).toMatchObject({ employee: 'HR-EMP-6' });
});

test('a role that was taken away keeps everybody; a record that may not be made keeps itself', async () => {
  const connector = at.connector(checkin);
  await deliver(connector, at.punch(7));
  at.fake.moodOf = (asked) => {
    at.roles(isCreating(asked) ? 'Badge Reader' : 'HR User');
    return 'well';
  };
  expect(await deliver(connector, at.punch(7))).toMatchObject({
    ...{ is: 'parked', reason: 'mayNotThis' },
  });
  at.fake.moodOf = (asked) => {
    if (isCreating(asked)) at.roles('Badge Reader');
    return 'well';
  };
  at.roles('HR User');
  expect(await deliver(connector, at.punch(7))).toMatchObject({
    ...{ is: 'retry', why: 'mayNotWrite', concerns: 'everything' },
  });
});

test('what is not there keeps everybody, a question that fails keeps one; nothing reached it, nothing may have', async () => {
  const own = (doctype: string, by: string): FrappeTarget => ({
    ...{
      preset: 'own',
      doctype,
      lookUp: by === '' ? null : { doctype: 'Employee', by, is: 'card' },
    },
    fields: [{ theirs: 'badgeuse_id', is: 'punch', text: '' }],
  });
  expect(await deliver(at.connector(own('Lost Log', '')), at.punch(8))).toEqual({
    ...{ is: 'retry', why: 'doctypeUnknown', concerns: 'everything' },
    about: { says: 'DocType Lost Log introuvable' },
  });
  expect(await deliver(at.connector(own('Door Log', 'nothing')), at.punch(8))).toMatchObject({
    ...{ is: 'retry', why: 'troubled', concerns: 'punch' },
    about: { says: expect.stringContaining('Unknown column') },
  });
  const notSent = { is: 'notSent', why: 'unreachable' } as const;
  expect(readSaid(notSent)).toEqual(notSent);
  // A fault of ours in the middle: nobody knows how far it went, but for when it left first.
  const nowhere = at.connector(checkin, { timeZone: 'Mars/Phobos' });
  const first = at.time.now() - 5_000;
  expect(await deliver(nowhere, at.punch(8), { first, last: first })).toMatchObject({
    ...{ is: 'unknown', why: 'internal', maybeSent: { first, last: at.time.now() } },
  });
});

test('a time that was replaced although the role is there: nothing more for an hour', async () => {
  const connector = at.connector(checkin);
  at.fake.moodOf = (asked) => {
    at.roles(isCreating(asked) ? 'Employee' : 'HR User');
    return 'well';
  };
  const punch = at.punch(9);
  at.time.advance(5_000);
  expect(await deliver(connector, punch)).toMatchObject({ why: 'timeReplaced' });
  at.fake.moodOf = () => 'well';
  at.roles('HR User');
  const asked = posts();
  at.time.advance(restMs - 2_000);
  expect(await deliver(connector, at.punch(9))).toMatchObject({ why: 'timeReplaced' });
  expect(posts()).toBe(asked);
  at.time.advance(1_000);
  expect(await deliver(connector, punch)).toMatchObject({ is: 'delivered' });
});

test('opened by its settings it asks with the whole key, and waits as long as a site may work', async () => {
  const settings = { address: at.fake.origin, timeZone: 'Europe/Paris', target: checkin };
  const connector = frappeKind.open(settings, key, {
    ...{ hosts: hostRule([new URL(at.fake.origin).host]), clock: at.time, timers: systemTimers },
    ...{ publicUrl: null, place: { id: 'demo', name: 'Demo', timeZone: 'Europe/Paris' } },
  });
  expect(await connector.check()).toEqual({ is: 'well' });
  const punch = at.punch(10);
  const last = at.time.now();
  at.time.advance(149_000);
  expect(await deliver(connector, punch, { first: last, last })).toMatchObject({
    ...{ is: 'unknown', why: 'mayStillArrive' },
  });
  at.time.advance(1_000);
  expect(await deliver(connector, punch, { first: last, last })).toMatchObject({ is: 'delivered' });
});
