import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { BrowserContextOptions } from 'playwright-core';
import { complaintsOf } from '../parts/chromium.ts';
import { openVenue, type Venue } from './browser.ts';

let venue: Venue;
beforeAll(async () => {
  venue = await openVenue();
}, 60_000);
afterAll(() => venue?.close(), 60_000);

async function open(name: string, options: BrowserContextOptions = {}) {
  const context = await venue.browser.newContext({ locale: 'fr-FR', ...options });
  await venue.signIn(context, 'staff', name);
  const page = await context.newPage();
  // A refusal is a page with its status: the browser names it, and nothing is wrong.
  const complaints = complaintsOf(page, /status of 4\d\d/);
  return { page, complaints, close: () => context.close() };
}

test('a member is found as one types, and a lost card is blocked in one click and back in another', async () => {
  const { page, complaints, close } = await open('Ana');
  await page.goto(`${venue.web.url}/members`);
  await page.getByLabel('Chercher un membre').pressSequentially('LEFEVRE');
  await page.locator('#found li').filter({ hasText: 'Zoé' }).waitFor();
  await page.locator('#found li').nth(1).waitFor({ state: 'detached' });
  await page.getByRole('link', { name: 'Zoé Lefèvre-Castagnède' }).click();
  expect(await page.textContent('h1')).toBe('Zoé Lefèvre-Castagnède');
  expect(await page.textContent('.card-face')).toContain('04A1…E514');
  await page.getByRole('button', { name: 'Déclarer perdue, 0414' }).click();
  expect(await page.textContent('[role=status]')).toContain('La carte est perdue');
  expect(await venue.deps.registry.cards.get('card-4')).toMatchObject({ state: 'lost' });
  await page.getByRole('button', { name: 'Défaire' }).click();
  expect(await page.textContent('[role=status]')).toContain('La carte est active');
  expect(await venue.deps.registry.cards.get('card-4')).toMatchObject({ state: 'active' });

  await page.getByLabel('Lecteur').selectOption({ label: 'Bloc entrée' });
  await page.getByRole('button', { name: 'Voir la réponse' }).click();
  await page.locator('.verdict').waitFor();
  expect(await page.locator('main h1').count()).toBe(1);
  expect(complaints).toEqual([]);
  await close();
}, 60_000);

const csv = [
  'Prénom;Nom;Courriel;Groupes',
  'Maïté;Etcheverry;maite@example.org;Grimpe',
  ';;sans-nom@example.org;',
  'Ana;Bo;pas une adresse;',
].join('\r\n');

test.each([
  ['with JavaScript', {}],
  [
    'without JavaScript, on a phone',
    { javaScriptEnabled: false, viewport: { width: 390, height: 844 } },
  ],
] as const)(
  'a file with bad lines is looked at, then imported once, %s',
  async (how, options) => {
    const { page, complaints, close } = await open(`Bo ${how}`, options);
    await page.goto(`${venue.web.url}/import?kind=members`);
    const file = { name: 'membres.csv', mimeType: 'text/csv' };
    await page.setInputFiles('[name=file]', { ...file, buffer: Buffer.from('a;b\n"c') });
    await page.getByRole('button', { name: 'Regarder' }).click();
    expect(await page.textContent('[role=alert]')).toContain('guillemet');
    const text = csv.replaceAll('Maïté', how.includes('out') ? 'Maia' : 'Maïté');
    const mine = text.replace('maite@', how.includes('out') ? 'maia@' : 'maite@');
    await page.setInputFiles('[name=file]', { ...file, buffer: Buffer.from(mine, 'latin1') });
    await page.getByRole('button', { name: 'Regarder' }).click();
    expect(await page.textContent('h1')).toBe('Ce que l’import ferait');
    const lines = await page.locator('.import-lines tbody tr').allTextContents();
    expect(lines).toEqual([
      expect.stringMatching(/^2Ma.* Etcheverrycréation$/),
      '3sans-nom@example.orgrefusIl manque le nom.',
      expect.stringContaining('n’est pas une adresse e-mail'),
    ]);
    await page.getByRole('button', { name: 'Importer 1 ligne' }).click();
    await page.getByText('C’est importé').waitFor();
    expect(await page.textContent('.said')).toContain('2 refus');
    await page.getByRole('link', { name: 'Voir les membres' }).click();
    await page.getByRole('link', { name: how.includes('out') ? 'Maia' : 'Maïté' }).waitFor();
    expect(complaints).toEqual([]);
    await close();
  },
  60_000,
);

test('a card is given by tapping it: the page hears it by itself and asks whether it is the right one', async () => {
  const { page, complaints, close } = await open('Cy');
  await page.goto(`${venue.web.url}/members/member-5`);
  await page.getByRole('link', { name: 'Ajouter une carte' }).click();
  await page.getByLabel('Fablab').check();
  await page.getByRole('button', { name: 'Attendre une carte' }).click();
  await page.getByRole('heading', { name: 'Présentez la carte' }).waitFor();
  const [example] = venue.deps.journal.all;
  if (!example) throw new Error('the seed has taps');
  const now = venue.deps.clock.now();
  const tap = { accessPoint: 'ap-1', occurredAt: now, receivedAt: now };
  const cardUid = '04CAFE11223344';
  venue.deps.journal.all.push({ ...example, ...tap, id: 'tapped-now', cardUid });
  await page.getByRole('heading', { name: 'Carte lue' }).waitFor();
  expect(await page.textContent('.enrol')).toContain('04CA…3344');
  await page.getByLabel('Numéro imprimé').fill('0500');
  await page.getByRole('button', { name: /^Oui, la donner à/ }).click();
  expect(await page.textContent('[role=status]')).toContain('La carte est donnée.');
  const { items } = await venue.deps.people.cards({ text: '0500' }, { limit: 1, cursor: null });
  expect(items).toMatchObject([{ uid: cardUid, memberId: 'member-5', state: 'active' }]);
  expect(complaints).toEqual([]);
  await close();
}, 60_000);
