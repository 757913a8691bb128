import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { testNow, webDeps } from '../cloud/web/fixture.ts';
import { showInBrowser, type Venue } from './browser.ts';

jest.setTimeout(120_000);

let venue: Venue;
let page: Page;
const every = { limit: 100, cursor: null };

/** An installation as it is on its first evening: nothing there but the one-time link. */
beforeAll(async () => {
  const { deps, database } = await webDeps();
  venue = await showInBrowser(deps, () => database.close());
  const context = await venue.browser.newContext({
    locale: 'fr-FR',
    viewport: { width: 390, height: 844 },
  });
  page = await context.newPage();
}, 60_000);
afterAll(() => venue?.close(), 60_000);

const button = (name: string | RegExp) => page.getByRole('button', { name });
const heading = (name: string | RegExp) => page.getByRole('heading', { name });

const tap = (fields: { kind: 'punch' | 'refusal'; at: number; memberRef: string | null }) =>
  venue.deps.journal.all.unshift({
    id: `tap-${fields.at}`,
    kind: fields.kind,
    device: 'd',
    epoch: 'e'.repeat(32),
    seq: fields.at - testNow,
    occurredAt: fields.at,
    receivedAt: fields.at,
    estimated: false,
    placeId: 'la-filature',
    accessPoint: 'entree',
    direction: 'toggle',
    cardUid: '04A1B2C3D4E5F6',
    memberRef: fields.memberRef,
    reason: fields.kind === 'refusal' ? 'unknownCard' : null,
    door: null,
    item: null,
    pointOfSale: null,
    warnings: [],
  });

test('the one-time link leads to the first card, on a phone', async () => {
  const { deps } = venue;
  await deps.firstRun.write({});
  const secret = await deps.identity.createInvitation('admin', null, testNow + 600_000);
  await page.goto(`${venue.web.url}/welcome/${secret}`);
  await page.fill('[name=name]', 'Maëlle');
  await page.fill('[name=password]', 'un mot de passe long');
  await page.click('main button[type=submit]');

  await page.waitForURL('**/first-run/place');
  await page.getByLabel('Nom').fill('La Filature');
  await button('Continuer').click();

  await heading('Activer la badgeuse').waitFor();
  // Left and taken up again, where it was.
  await page.goto(`${venue.web.url}/first-run`);
  await page.waitForURL('**/first-run/clock');
  await button('Activer la badgeuse').click();

  await heading(/Présente-t-on aussi/).waitFor();
  await page.getByLabel(/Oui, au même lecteur/).check();
  await button('Continuer').click();

  await heading('Reliez votre lecteur').waitFor();
  const { userCode } = await deps.claims.open(
    { publicKey: 'P'.repeat(43), serial: '10000000a1b2c3d4' },
    testNow,
  );
  await page.getByLabel('Code du lecteur').fill(userCode);
  await button('Continuer').click();
  await page.getByLabel('Nom du lecteur').fill('Entrée');
  await button(/L’empreinte est la même/).click();
  await page.getByText('On attend des nouvelles de Entrée').waitFor();
  const [device] = (await deps.registry.devices.list(every)).items;
  deps.journal.states.push({
    device: device?.id ?? '',
    lastSeenAt: testNow,
    online: true,
    accessVersion: 1,
    configVersion: 1,
    unsent: 0,
    hello: null,
  });
  // The page looks again by itself.
  await page.getByText('Entrée est à l’écoute.').waitFor();
  await button('Continuer').click();

  await page.getByText('Le lecteur écoute.').waitFor();
  tap({ kind: 'refusal', at: testNow + 1_000, memberRef: null });
  await heading(/Carte reçue/).waitFor();
  await page.getByLabel('Nom du membre').fill('Élodie Kerguéhennec');
  await button('Donner cette carte').click();
  await page.getByText('La carte est donnée.').waitFor();
  const [member] = (await deps.registry.members.list(every)).items;
  tap({ kind: 'punch', at: testNow + 9_000, memberRef: member?.id ?? null });
  await heading(/C’est compté. Bonjour Élodie/).waitFor();
  await page.getByRole('link', { name: 'Continuer' }).click();
  await heading('Tout est en place.').waitFor();

  const [place] = (await deps.registry.places.list(every)).items;
  expect(place).toMatchObject({ id: 'la-filature', name: 'La Filature', timeClock: true });
  const [point] = (await deps.registry.accessPoints.list(every)).items;
  expect(point).toMatchObject({ direction: 'toggle', itemId: place?.timeClockItemId });
  expect((await deps.firstRun.read())?.finishedAt).toBe(testNow);
});

test('the switch makes its asset and its item once, and says where one taps', async () => {
  const { registry } = venue.deps;
  await page.goto(`${venue.web.url}/time-clock`);
  await page.getByRole('switch', { name: 'Éteindre la badgeuse' }).click();
  await page.getByText('La badgeuse est éteinte. Rien n’est supprimé.').waitFor();
  await page.getByRole('switch', { name: 'Activer la badgeuse' }).click();
  await heading(/Où présente-t-on sa carte/).waitFor();
  await page.getByText('entrée et sortie, pour Badger').waitFor();
  const assets = (await registry.assets.list(every)).items;
  const items = (await registry.items.list(every)).items;
  expect(assets.map(({ name, category }) => [name, category])).toEqual([['Badgeuse', 'BDG']]);
  expect(items.map(({ name, nameEn }) => [name, nameEn])).toEqual([
    ['Badger', 'Time-clock machine'],
  ]);
});

test('a point of sale shows its prices until told not to, and a primary card opens it', async () => {
  const { registry } = venue.deps;
  await page.goto(`${venue.web.url}/points-of-sale`);
  await page.getByRole('link', { name: 'Nouveau point de vente' }).click();
  await page.getByLabel('Nom', { exact: true }).fill('Accueil');
  await button('Nouveau point de vente').click();
  await page.getByText('C’est ajouté.').waitFor();
  await page.getByText('sans frais').waitFor();
  await page.getByRole('switch', { name: /Afficher les prix de Accueil.*Oui/ }).click();
  await page.getByRole('switch', { name: /Afficher les prix de Accueil.*Non/ }).waitFor();
  expect(await page.getByText('sans frais').count()).toBe(0);

  await page.getByRole('link', { name: 'Accueil' }).click();
  await page.getByLabel('Numéro de carte ou nom du membre').fill('personne');
  await button('Relier cette carte').click();
  await page.locator('#cards .field-error').waitFor();
  await page.getByLabel('Numéro de carte ou nom du membre').fill('elodie');
  await button('Relier cette carte').click();
  await page.getByText('La carte ouvre ce point de vente.', { exact: false }).waitFor();
  const [pos] = (await registry.pointsOfSale.list(every)).items;
  expect(pos).toMatchObject({ name: 'Accueil', showPrices: false, state: 'active' });
  const [card] = (await registry.cards.list(every)).items;
  expect((await registry.primaryCards.list(every)).items).toEqual([
    { id: expect.any(String), cardId: card?.id, pointsOfSale: [pos?.id] },
  ]);
});
