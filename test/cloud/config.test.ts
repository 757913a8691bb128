import { expect, test } from '@jest/globals';
import { cloudConfig } from '../../cloud/config.ts';
import { parseSettings } from '../../shared/runtime/settings.ts';

const mailOf = (env: Readonly<Record<string, string>>) => {
  const settings = parseSettings({ env: { BADGEUSE_DATA: '/nowhere', ...env } });
  if (!settings.ok) throw settings.problem;
  return cloudConfig(settings.value).mail;
};
const url = (text: string) => ({ BADGEUSE_SMTP_URL: text });
const from = { BADGEUSE_SMTP_FROM: 'badgeuse@example.org' };
const password = { BADGEUSE_SMTP_PASSWORD: 'secret' };

test('mail is sent where a server and an address are set, with a password of its own or the address’s', () => {
  expect(mailOf({})).toBeNull();
  expect(mailOf({ ...url('smtp://mail.example.org:2525'), ...from })).toMatchObject({
    server: { username: null, password: null },
    from: 'badgeuse@example.org',
  });
  expect(mailOf({ ...url('smtps://ada:old@mail.example.org'), ...from })).toMatchObject({
    server: { username: 'ada', password: 'old' },
  });
  expect(
    mailOf({ ...url('smtps://ada:old@mail.example.org'), ...from, ...password }),
  ).toMatchObject({ server: { username: 'ada', password: 'secret' } });
});

test.each([
  ['an address without a server', from, 'smtpUrl is missing'],
  ['a password without a server', password, 'smtpUrl is missing'],
  ['a server without an address', url('smtp://mail.example.org'), 'smtpFrom is missing'],
  [
    'a name without a password',
    { ...url('smtps://ada@mail.example.org'), ...from },
    'needs a name',
  ],
  [
    'a password of nobody',
    { ...url('smtps://mail.example.org'), ...from, ...password },
    'needs a name',
  ],
])('the cloud does not start with %s, and says which setting', (_, env, problem) => {
  const refused = expect.objectContaining({
    code: 'settingsInvalid',
    details: { problems: expect.stringContaining(problem) },
  });
  expect(() => mailOf(env)).toThrow(refused);
});
