import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { FrappeTarget } from '../../../cloud/connectors/frappe/frappe-settings.ts';
import { type Database, openDatabase } from '../../../cloud/store/database.ts';
import { atSite } from '../connectors/frappe/at-site.ts';
import { form, get, signIn } from './browse.ts';
import { type WebFixture, webFixture } from './fixture.ts';
import { formIn, sentBy } from './sent-by.ts';

const path = '/connections/new/frappe';
const base = [
  ['placeId', 'filature'],
  ['name', 'ERP'],
  ['address', 'https://erp.example.org'],
  ['timeZone', 'Europe/Paris'],
  ['apiKey', 'a1'],
  ['apiSecret', 'hushhush'],
] as const;
const doorLog = {
  ...{ preset: 'own', doctype: 'Door Log' },
  lookUp: { doctype: 'Employee', by: 'attendance_device_id', is: 'card' },
  fields: [
    { theirs: 'person', is: 'found', text: 'user_id' },
    { theirs: 'at', is: 'time', text: '' },
    { theirs: 'badgeuse_id', is: 'punch', text: '' },
    { theirs: 'source', is: 'constant', text: 'Badgeuse & Cie' },
  ],
};
type Pair = readonly [string, string];
type Row = readonly [theirs: string, gets: string, text?: string];
/** Cells of a row come as lists: what a browser sends of the table of fields. */
const rowsOf = (...rows: readonly Row[]): readonly Pair[] =>
  rows.flatMap(([theirs, gets, text = '']): Pair[] => [
    ['theirs', theirs],
    ['gets', gets],
    ['text', text],
  ]);
const own = (...rows: readonly Row[]): readonly Pair[] => [
  ['preset', 'own'],
  ['doctype', 'Door Log'],
  ...rowsOf(...rows),
];

let database: Database;
let web: WebFixture;
let cookie: string;
let csrf: string;

beforeEach(async () => {
  database = await openDatabase({ url: null, path: ':memory:' });
  web = await webFixture({}, database);
  const place = { id: 'filature', name: 'La Filature', timeZone: 'Europe/Paris' };
  await web.deps.registry.places.create(place);
  ({ cookie, csrf } = await signIn(web));
});
afterEach(async () => {
  await web.close();
  await database.close();
});

/** Later ones take the place of those of the same name in `base`. */
const send = (pairs: readonly Pair[], url = path) => {
  const kept = base.filter(([name]) => !pairs.some(([other]) => other === name));
  const all = [['csrf', csrf], ...kept, ...pairs].map(([a = '', b = '']) => [a, b]);
  return form(web.app, url, new URLSearchParams(all), { cookie });
};
const targets = async () =>
  (await web.deps.connections.list('*')).map(({ settings }) => settings['target']);
const addByApi = async (target: object): Promise<string> => {
  const settings = { address: 'https://erp.example.org', timeZone: 'Europe/Paris', target };
  const { json } = await web.send('admin', 'POST', '/api/v1/connections', {
    ...{ kind: 'frappe', placeId: 'filature', name: 'ERP', settings },
    secrets: { apiKey: 'a1', apiSecret: 'b2' },
  });
  return (json as { id: string }).id;
};

test('a Frappe is added by either preset', async () => {
  const zone = await send([
    ['preset', 'historyOfPassage'],
    ['timeZone', 'Europe/Nowhere'],
  ]);
  expect(zone.statusCode).toBe(400);
  expect(zone.body).toContain('field-timeZone-said');
  const byUser: readonly Pair[] = [
    ['preset', 'employeeCheckin'],
    ['by', 'user_id'],
    ['is', 'email'],
  ];
  expect((await send(byUser)).statusCode).toBe(303);
  expect((await send([['preset', 'historyOfPassage']])).statusCode).toBe(303);
  const added = await targets();
  expect(added).toHaveLength(2);
  expect(added).toEqual(
    expect.arrayContaining([
      { preset: 'employeeCheckin', by: 'user_id', is: 'email' },
      { preset: 'historyOfPassage' },
    ]),
  );
});

test('a kind of record of one’s own: empty rows are left out, and a tap is delivered by it', async () => {
  const at = await atSite();
  try {
    const added = await send([
      ...own(
        ['person', 'found', 'user_id'],
        ['', '', 'left over'],
        ['at', 'time'],
        ['badgeuse_id', 'punch'],
        ['', '', ''],
        ['source', 'constant', 'Badgeuse & Cie'],
      ),
      ['looksUp', 'on'],
      ['lookUpDoctype', 'Employee'],
      ['lookUpBy', 'attendance_device_id'],
      ['lookUpIs', 'card'],
    ]);
    expect(added.statusCode).toBe(303);
    expect(await targets()).toEqual([doorLog]);
    const [made] = await web.deps.connections.list('*');
    const connector = at.connector(made?.settings['target'] as FrappeTarget);
    const punch = at.punch(3);
    expect(await connector.deliver({ punch, maybeSent: null })).toMatchObject({ is: 'delivered' });
    expect(at.fake.site.docsOf('Door Log')).toMatchObject([
      { person: 'person-3@example.org', badgeuse_id: punch.id, source: 'Badgeuse & Cie' },
    ]);
  } finally {
    await at.fake.close();
  }
});

test('one that a program chose is shown, and saved as it was to the letter', async () => {
  const target = {
    ...doorLog,
    fields: [...doorLog.fields, { theirs: 'note', is: 'constant', text: ' two  blanks ' }],
  };
  const url = `/connections/${await addByApi(target)}/edit`;
  const { body } = await get(web.app, url, { cookie });
  const shown = sentBy(body);
  expect(shown.getAll('theirs')).toEqual([
    ...['person', 'at', 'badgeuse_id', 'source', 'note', '', '', '', ''],
  ]);
  expect(shown.get('lookUpBy')).toBe('attendance_device_id');
  shown.set('name', 'Visites');
  expect((await form(web.app, url, shown, { cookie })).statusCode).toBe(303);
  expect(await targets()).toEqual([target]);
  expect(await web.deps.connections.list('*')).toMatchObject([{ name: 'Visites' }]);
  // One cell is typed anew, and nothing else changes.
  shown.set('doctype', 'Visit');
  await form(web.app, url, shown, { cookie });
  const fields = [...doorLog.fields, { theirs: 'note', is: 'constant', text: 'two  blanks' }];
  expect(await targets()).toEqual([{ ...doorLog, doctype: 'Visit', fields }]);
});

test('another choice leaves nothing of the one before, either way', async () => {
  const url = `/connections/${await addByApi(doorLog)}/edit`;
  const shown = sentBy((await get(web.app, url, { cookie })).body);
  shown.set('preset', 'historyOfPassage');
  expect((await form(web.app, url, shown, { cookie })).statusCode).toBe(303);
  expect(await targets()).toEqual([{ preset: 'historyOfPassage' }]);
  shown.set('preset', 'own');
  shown.delete('looksUp');
  shown.delete('theirs');
  expect((await form(web.app, url, shown, { cookie })).statusCode).toBe(400);
  for (const theirs of ['at', 'id']) shown.append('theirs', theirs);
  shown.delete('gets');
  for (const gets of ['time', 'punch']) shown.append('gets', gets);
  shown.delete('text');
  expect((await form(web.app, url, shown, { cookie })).statusCode).toBe(303);
  expect(await targets()).toEqual([
    {
      ...{ preset: 'own', doctype: 'Door Log', lookUp: null },
      fields: [
        { theirs: 'at', is: 'time', text: '' },
        { theirs: 'id', is: 'punch', text: '' },
      ],
    },
  ]);
});

test('what is wrong stands at its row, all of it at once, and nothing that was typed is lost', async () => {
  const { statusCode, body } = await send([
    ['preset', 'own'],
    ['doctype', 'D'],
    ...rowsOf(
      ['At', 'time'],
      ['', '', ''],
      ['who', ''],
      ['', 'punch'],
      ['note', 'constant', 'x'.repeat(141)],
    ),
    ['looksUp', 'on'],
    ['lookUpDoctype', 'Employee'],
    ['lookUpBy', 'User Id'],
    ['lookUpIs', 'email'],
    ['name', ''],
  ]);
  expect(statusCode).toBe(400);
  const wrong = [...body.matchAll(/<a href="#field-([^"]+)"/g)].map(([, of]) => of);
  expect(wrong.toSorted()).toEqual([
    ...['doctype', 'is-1', 'lookUpBy', 'name', 'text-3', 'theirs-0', 'theirs-2'],
  ]);
  for (const of of wrong) expect(body).toContain(`id="field-${of}-said"`);
  const again = sentBy(body);
  expect(again.getAll('theirs').slice(0, 5)).toEqual(['At', 'who', '', 'note', '']);
  expect(again.getAll('gets').slice(0, 4)).toEqual(['time', '', 'punch', 'constant']);
  expect(again.getAll('text')[3]).toBe('x'.repeat(141));
  expect([again.get('lookUpBy'), again.get('lookUpIs')]).toEqual(['User Id', 'email']);
  // Nor for a choice that was not made.
  again.set('preset', 'historyOfPassage');
  const other = await form(web.app, path, again, { cookie });
  expect(other.statusCode).toBe(400);
  expect(sentBy(other.body).getAll('theirs').slice(0, 2)).toEqual(['At', 'who']);
  expect(other.body).not.toContain('hushhush');
  expect(await targets()).toEqual([]);
});

test.each([
  [
    'the same field twice',
    [
      ['at', 'time'],
      ['at', 'card'],
    ],
    'theirs-1',
  ],
  [
    'nobody looked up',
    [
      ['at', 'time'],
      ['who', 'found', 'name'],
    ],
    'is-1',
  ],
  ['no time', [['who', 'card']], 'fields'],
  ['nobody', [['at', 'time']], 'fields'],
  ['no row', [], 'fields'],
  ['too many', Array.from({ length: 41 }, (_, n) => [`f${n}`, 'punch']), 'fields'],
] as const)('fields that do not go together: %s', async (_what, rows, field) => {
  const { statusCode, body } = await send(own(...(rows as readonly Row[])));
  expect(statusCode).toBe(400);
  expect([...body.matchAll(/<a href="#field-([^"]+)"/g)].map(([, of]) => of)).toEqual([field]);
  expect(body).toContain(`id="field-${field}-said"`);
});

test('more rows are asked for without keeping or judging anything; at most forty', async () => {
  const more = async (pairs: readonly Pair[], url = path) => {
    const { statusCode, body } = await send([...pairs, ['do', 'moreRows']], url);
    expect(statusCode).toBe(200);
    expect(body).not.toContain('field-error');
    return { body, rows: sentBy(body).getAll('theirs') };
  };
  const two = own(['at', 'time'], ['', ''], ['who', 'email']);
  const { body, rows } = await more([...two, ['name', '']]);
  expect(body).toContain('id="field-apiSecret-said"');
  expect(rows).toEqual(['at', 'who', '', '', '', '', '']);
  expect(body).toMatch(/id="field-theirs-2"[^>]*autofocus/);
  expect(body).toContain('value="https://erp.example.org"');
  expect(body).not.toContain('hushhush');
  const many = own(...Array.from({ length: 38 }, (_, n) => [`f${n}`, 'time'] as const));
  const last = await more(many);
  expect(last.rows).toHaveLength(40);
  expect(last.body).not.toContain('moreRows');
  const url = `/connections/${await addByApi(doorLog)}/edit`;
  await more(two, url);
  expect(await targets()).toEqual([doorLog]);
});

test('Enter saves: the first button of the form is no other', async () => {
  const { body } = await get(web.app, path, { cookie });
  const buttons = [...formIn(body).matchAll(/<button[^>]*type="submit"[^>]*>/g)];
  expect(buttons.map(([tag]) => tag.includes('moreRows'))).toEqual([false, true, false]);
});
