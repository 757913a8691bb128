import { createServer, type Server } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { smtpMailer } from '../../../cloud/mail/smtp-mailer.ts';
import { parseSmtpUrl } from '../../../shared/runtime/smtp-address.ts';
import { type MailServer, startMailServer } from '../../parts/mail-server.ts';
import { freePort } from '../../parts/mosquitto.ts';

let server: MailServer;
beforeAll(async () => {
  server = await startMailServer();
});
afterAll(() => server?.stop());

const mailerOf = (url: string, deadlineMs?: number) => {
  const address = parseSmtpUrl(url);
  if (!address.ok) throw new Error(address.problem.message);
  const from = 'badgeuse@example.org';
  return smtpMailer({ server: address.value, from, ...(deadlineMs && { deadlineMs }) });
};
const mail = (to: string) => ({
  ...{ to, subject: 'Heure de sortie, « été »', text: 'Bonjour Zoé', html: '<p>Zoé</p>' },
  ...{ id: 'd-1', stopUrl: 'https://example.org/mails/x' },
});

test('a mail arrives as it was written, with how not to get it and an id that a second try keeps', async () => {
  const mailer = mailerOf(server.url);
  expect(await mailer.send(mail('zoe@example.org'))).toEqual({ is: 'sent' });
  const [arrived] = server.mails;
  expect(arrived?.to).toEqual(['zoe@example.org']);
  expect(arrived?.text.trim()).toBe('Bonjour Zoé');
  expect(arrived?.headers.get('subject')).toBe('Heure de sortie, « été »');
  expect(arrived?.headers.get('message-id')).toBe('<d-1@example.org>');
  expect(arrived?.headers.get('auto-submitted')).toBe('auto-generated');
  expect(arrived?.headers.get('list-unsubscribe')).toBe('<https://example.org/mails/x>');
});

test('what a server answers decides whether it is tried again, in its own words', async () => {
  const mailer = mailerOf(server.url);
  server.judge = (to) =>
    to.startsWith('full')
      ? { code: 452, words: 'mailbox full' }
      : { code: 550, words: 'no such mailbox' };
  expect(await mailer.send(mail('full@example.org'))).toEqual({
    is: 'later',
    said: expect.stringContaining('mailbox full'),
  });
  expect(await mailer.send(mail('nobody@example.org'))).toEqual({
    is: 'never',
    said: expect.stringContaining('550 no such mailbox'),
  });
  server.judge = () => ({ code: 421, words: 'closing down' });
  expect(await mailer.send(mail('zoe@example.org'))).toMatchObject({ is: 'away' });
  server.judge = () => null;
  expect(server.mails).toHaveLength(1);
});

test('a server that is away, silent or speaks no TLS is away, and never hangs us', async () => {
  const nobody = mailerOf(`smtp://127.0.0.1:${await freePort()}`);
  expect(await nobody.send(mail('zoe@example.org'))).toMatchObject({
    is: 'away',
    said: expect.stringContaining('ECONNREFUSED'),
  });
  server.judge = () => 'hang';
  expect(await mailerOf(server.url, 400).send(mail('zoe@example.org'))).toMatchObject({
    is: 'away',
  });
  server.judge = () => null;
  const mute: Server = createServer(() => undefined);
  await new Promise<void>((resolve) => mute.listen(0, '127.0.0.1', resolve));
  const { port } = mute.address() as { port: number };
  const silent = mailerOf(`smtp://127.0.0.1:${port}`, 400);
  expect(await silent.send(mail('zoe@example.org'))).toMatchObject({ is: 'away' });
  await new Promise((resolve) => mute.close(resolve));
  // As to another machine: what offers no TLS gets no mail.
  const far = parseSmtpUrl(server.url);
  if (!far.ok) throw new Error('unreachable');
  const strict = { ...far.value, isThisMachine: false };
  const careful = smtpMailer({ server: strict, from: 'badgeuse@example.org' });
  expect(await careful.send(mail('zoe@example.org'))).toMatchObject({ is: 'away' });
  expect(server.mails).toHaveLength(1);
});

test('no header is made of what somebody typed', async () => {
  const mailer = mailerOf(server.url);
  const evil = { ...mail('zoe@example.org'), subject: 'A\r\nBcc: all@example.org' };
  expect(await mailer.send(evil)).toEqual({ is: 'sent' });
  expect(server.mails.at(-1)?.headers.get('bcc')).toBeUndefined();
  expect(server.mails.at(-1)?.to).toEqual(['zoe@example.org']);
});
