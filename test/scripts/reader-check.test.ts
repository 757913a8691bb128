import { expect, test } from '@jest/globals';
import { pcscdFinding, readerFindings } from '../../scripts/badgeuse/doctor/reader-check.ts';

test.each([
  ['absent', 'pcscd ne répond pas', 'pcscd does not answer', 'systemctl enable --now pcscd.socket'],
  [
    'silent',
    'pcscd est là mais ne répond pas',
    'pcscd is there but does not answer',
    'sudo systemctl restart pcscd',
  ],
  ['refuses', 'pcscd refuse ce compte', 'pcscd refuses this account', 'polkit'],
] as const)('a pcscd that is %s has words of its own, and what to do', (state, fr, en, hint) => {
  const found = pcscdFinding('fail', state);
  expect(found).toMatchObject({ level: 'fail', says: { fr, en } });
  expect(found.hint?.fr).toContain(hint);
  expect(found.hint?.en).toContain(hint);
});

test('readers that answer, one that does not, and none', () => {
  const found = readerFindings('warn', {
    readers: [
      { name: 'ACS ACR122U 00 00', answers: true },
      { name: 'ACS ACR122U 01 00', answers: false },
    ],
  });
  expect(found).toMatchObject([
    { level: 'ok', says: { en: 'reader ACS ACR122U 00 00' } },
    {
      level: 'warn',
      says: {
        fr: 'le lecteur ACS ACR122U 01 00 ne répond pas',
        en: 'the reader ACS ACR122U 01 00 does not answer',
      },
      hint: {
        fr: expect.stringContaining('Débranchez-le et rebranchez-le'),
        en: expect.stringContaining('Unplug it and plug it in again'),
      },
    },
  ]);
  expect(readerFindings('fail', { readers: [] })).toMatchObject([
    { level: 'fail', says: { en: 'no reader is plugged in' } },
  ]);
});
