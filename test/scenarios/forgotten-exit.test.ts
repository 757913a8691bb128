import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { cloudConfig } from '../../cloud/config.ts';
import { openJournal } from '../../cloud/open-journal.ts';
import { noAlerts } from '../../cloud/ports/alerts.ts';
import { openAlertSettings } from '../../cloud/store/alert-settings.ts';
import { openDatabase } from '../../cloud/store/database.ts';
import { openIdentity } from '../../cloud/store/identity.ts';
import { openSigningKey } from '../../cloud/store/signing-key.ts';
import { parseSettings } from '../../shared/runtime/settings.ts';
import { openTestRegistry } from '../cloud/open-test-registry.ts';
import { seedPlace, testDevice } from '../cloud/test-device.ts';
import { type ChildPart, childPart } from '../parts/child-part.ts';
import { type MailServer, startMailServer } from '../parts/mail-server.ts';
import { freePort } from '../parts/mosquitto.ts';
import { formsOf } from '../parts/page-forms.ts';
import { waitFor } from '../parts/wait-for.ts';

jest.setTimeout(180_000);

const hour = 3_600_000;
const folder = mkdtempSync(join(tmpdir(), 'badgeuse-exit-'));
let mail: MailServer;
let cloud: ChildPart;
let baseUrl: string;
let token: string;

/** Ada came in 40 hours ago, and nobody saw her leave; alerts are on since before. */
beforeAll(async () => {
  mail = await startMailServer();
  const port = await freePort();
  baseUrl = `http://127.0.0.1:${port}`;
  const env = {
    ...{ BADGEUSE_DATA: folder, BADGEUSE_HTTP_PORT: String(port), BADGEUSE_PUBLIC_URL: baseUrl },
    ...{ BADGEUSE_MQTT_PORT: String(await freePort()), BADGEUSE_LOG_LEVEL: 'warn' },
    ...{ BADGEUSE_SMTP_URL: mail.url, BADGEUSE_SMTP_FROM: 'badgeuse@example.org' },
  };
  const settings = parseSettings({ env });
  if (!settings.ok) throw settings.problem;
  const config = cloudConfig(settings.value);
  const store = await openDatabase(config.database);
  const now = Date.now();
  await openSigningKey(store, config.signingKeyFile, { renew: false, now });
  const device = testDevice('reader');
  await seedPlace(store, [device]);
  const registry = openTestRegistry(store, () => now);
  await registry.places.patch('demo', { language: 'en', name: 'Coroutine' });
  await registry.members.create({ id: 'm_ada', name: 'Ada', email: 'ada@example.org' });
  const kinds = { ...noAlerts.kinds };
  kinds.forgottenExit = { staff: 'atOnce', member: true, webhook: false };
  const alerts = { ...noAlerts, kinds, addresses: ['desk@example.org'] };
  await openAlertSettings(store).save('demo', alerts, now - 72 * hour);
  const journal = openJournal(store);
  device.punch({ at: now - 40 * hour, memberRef: 'm_ada' });
  const payload = device.batch(1, 1);
  await journal.ingest.journal({ device: device.id, payload, receivedAt: now });
  await journal.close();
  token = await openIdentity(store).createToken('admin', 'test', now);
  await store.close();
  cloud = childPart('cloud', env);
  cloud.start();
});
afterAll(async () => {
  await cloud?.stop();
  await mail?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const mailTo = (address: string) =>
  waitFor(
    `a mail to ${address}`,
    () => {
      if (!cloud.isRunning()) throw new Error(cloud.said());
      return mail.mails.find(({ to }) => to.includes(address)) ?? null;
    },
    90_000,
  );
const inEnglish = { 'accept-language': 'en' };
const see = (url: string) => fetch(url, { headers: inEnglish });
const send = (url: string, fields: URLSearchParams) =>
  fetch(url, { method: 'POST', body: fields, headers: { origin: baseUrl, ...inEnglish } });
const proposals = async () => {
  const answer = await fetch(`${baseUrl}/api/v1/proposals`, {
    headers: { authorization: `Bearer ${token}` },
  });
  return ((await answer.json()) as { items: { memberId: string; words: string }[] }).items;
};

test('who forgot to tap out is asked by mail, and the link in it takes one answer', async () => {
  const arrived = await mailTo('ada@example.org');
  expect(arrived.headers.get('subject')).toMatch(/^At what time did you leave\? /);
  const [url = ''] = /http:\S+\/exit\/\S+/.exec(arrived.text) ?? [];
  expect(arrived.html).toContain(url);

  // Mail programs look at links before their reader does: that uses nothing up.
  const looked = await fetch(url, { method: 'HEAD' });
  expect(looked.status).toBeLessThan(500);
  await fetch(url);
  const page = await see(url);
  expect(page.status).toBe(200);
  const html = await page.text();
  expect(html).toContain('Coroutine');
  const answers: Record<string, string> = { time: '23:59', words: 'Left my card on the desk' };
  const [form] = formsOf(html, (name) => answers[name]).filter(({ action }) =>
    action.startsWith('/exit/'),
  );
  if (!form) throw new Error(html);

  const wrong = new URLSearchParams(form.fields);
  wrong.set('time', 'noon');
  expect((await send(url, wrong)).status).toBe(400);
  const sent = await send(url, form.fields);
  expect([sent.status, await sent.text()]).toEqual([201, expect.stringContaining('Sent')]);
  expect(await proposals()).toMatchObject([{ memberId: 'm_ada', words: answers['words'] }]);

  const again = await send(url, form.fields);
  expect(again.status).toBe(409);
  expect(await (await see(url)).text()).toContain('This link was used');
  expect(await proposals()).toHaveLength(1);
  const guessed = await fetch(`${url.slice(0, -2)}xx`);
  expect(guessed.status).toBe(404);

  // Staff are told too, once each, and nothing comes twice.
  const told = await mailTo('desk@example.org');
  expect(told.text).toContain('Ada');
  expect(mail.mails).toHaveLength(2);
});

test('the link at the end of a mail ends them, as mail programs press it', async () => {
  const arrived = await mailTo('ada@example.org');
  const stop = /<(.+)>/.exec(arrived.headers.get('list-unsubscribe') ?? '')?.[1] ?? '';
  expect(arrived.headers.get('list-unsubscribe-post')).toBe('List-Unsubscribe=One-Click');
  const body = new URLSearchParams({ 'List-Unsubscribe': 'One-Click' });
  const answer = await fetch(stop, { method: 'POST', body, headers: inEnglish });
  expect(answer.status).toBe(200);
  expect(await answer.text()).toContain('You no longer get these messages');
  expect((await fetch(stop.slice(0, -2), { method: 'POST', body })).status).toBe(404);
});
