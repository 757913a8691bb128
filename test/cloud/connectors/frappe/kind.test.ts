import { expect, test } from '@jest/globals';
import { kindOf } from '../../../../cloud/delivery/kinds.ts';

const kind = kindOf('frappe');
const base = { address: 'https://erp.example.org', timeZone: 'Europe/Paris' };
const own = (fields: readonly (readonly [string, string, string?])[], lookUp: unknown = null) => ({
  ...base,
  target: {
    preset: 'own',
    doctype: 'Door Log',
    lookUp,
    fields: fields.map(([theirs, is, text = '']) => ({ theirs, is, text })),
  },
});
const byCard = { preset: 'employeeCheckin', by: 'attendance_device_id', is: 'card' };

test.each([
  ['employees by card', { ...base, target: byCard }, null],
  ['passages', { ...base, target: { preset: 'historyOfPassage' } }, null],
  [
    'time and who',
    own([
      ['at', 'time'],
      ['who', 'email'],
    ]),
    null,
  ],
  ['our id alone', own([['id', 'punch']]), null],
  [
    'looked up',
    own(
      [
        ['who', 'found', 'name'],
        ['at', 'time'],
      ],
      { doctype: 'User', by: 'email', is: 'email' },
    ),
    null,
  ],
  [
    'no time zone',
    { ...base, timeZone: 'Europe/Lutetia', target: byCard },
    ['timeZone', /Europe\/Lutetia is no time zone/],
  ],
  [
    'a path',
    { ...base, address: 'https://erp.example.org/app?x=1', target: byCard },
    ['address', /address/],
  ],
  [
    'a password in the address',
    { ...base, address: 'https://me:secret@erp.example.org', target: byCard },
    ['address', /address/],
  ],
  ['another preset', { ...base, target: { preset: 'payroll' } }, ['target', /target/]],
  ['no time', own([['who', 'email']]), ['target.fields', /no field takes the time/]],
  ['nobody', own([['at', 'time']]), ['target.fields', /whose the punch is/]],
  [
    'twice',
    own([
      ['at', 'time'],
      ['at', 'email'],
    ]),
    ['target.fields.1.theirs', /at is filled twice/],
  ],
  [
    'nothing looked up',
    own([
      ['who', 'found', 'name'],
      ['at', 'time'],
    ]),
    ['target.fields.0.is', /who needs a record to look up/],
  ],
  [
    'which field of what was found',
    own(
      [
        ['at', 'time'],
        ['who', 'found'],
      ],
      { doctype: 'User', by: 'email', is: 'email' },
    ),
    ['target.fields.1.text', /who needs a record/],
  ],
  [
    'a field of what is looked up',
    own([['id', 'punch']], { doctype: 'User', by: 'E mail', is: 'email' }),
    ['target.lookUp.by', /target.lookUp.by must match/],
  ],
  ['no field', own([]), ['target.fields', /fewer/]],
  [
    'nothing of an employee',
    { ...base, target: { preset: 'employeeCheckin' } },
    ['target.by', /required/],
  ],
  ['no number', 3, ['', /the settings must be object/]],
] as const)('settings: %s', (_what, settings, says) => {
  const [fault = null] = kind?.faultsOf(settings) ?? [];
  const [setting, sentence] = says ?? [];
  if (says === null) expect(fault).toBeNull();
  else expect(fault).toMatchObject({ setting, says: expect.stringMatching(sentence ?? '') });
});

test('key and secret are kept apart from the settings', () => {
  expect(kind?.secrets).toEqual(['apiKey', 'apiSecret']);
});

test('of a record of staff’s own every field at fault is named, and of no other shape', () => {
  const settings = own([
    ['At', 'time'],
    ['who', 'whoever'],
    ['id', 'punch', 'x'.repeat(141)],
  ]);
  const faults = kind?.faultsOf({ ...settings, address: 'nowhere' }) ?? [];
  expect(faults.map(({ setting }) => setting)).toEqual([
    ...['address', 'target.fields.0.theirs', 'target.fields.1.is', 'target.fields.2.text'],
  ]);
  const twice = own([
    ['at', 'time'],
    ['at', 'card'],
    ['at', 'punch'],
  ]);
  expect(kind?.faultsOf(twice).map(({ setting, why }) => [setting, why])).toEqual([
    ['target.fields.1.theirs', 'filledTwice'],
    ['target.fields.2.theirs', 'filledTwice'],
  ]);
});
