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
    /Europe\/Lutetia is no time zone/,
  ],
  ['a path', { ...base, address: 'https://erp.example.org/app?x=1', target: byCard }, /address/],
  [
    'a password in the address',
    { ...base, address: 'https://me:secret@erp.example.org', target: byCard },
    /address/,
  ],
  ['another preset', { ...base, target: { preset: 'payroll' } }, /target/],
  ['no time', own([['who', 'email']]), /no field takes the time/],
  ['nobody', own([['at', 'time']]), /whose the punch is/],
  [
    'twice',
    own([
      ['at', 'time'],
      ['at', 'email'],
    ]),
    /at is filled twice/,
  ],
  [
    'nothing looked up',
    own([
      ['who', 'found', 'name'],
      ['at', 'time'],
    ]),
    /who needs a record to look up/,
  ],
])('settings: %s', (_what, settings, says) => {
  const fault = kind?.faultOf(settings) ?? null;
  if (says === null) expect(fault).toBeNull();
  else expect(fault).toMatch(says);
});

test('key and secret are kept apart from the settings', () => {
  expect(kind?.secrets).toEqual(['apiKey', 'apiSecret']);
});
