import { cpSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { tagsOf } from '../../shared/domain/card.ts';
import { folded } from '../../shared/domain/folded.ts';
import { type Product, startProduct } from '../parts/product.ts';
import { scratchFolder } from '../parts/scratch-folder.ts';
import { waitFor } from '../parts/wait-for.ts';

jest.setTimeout(240_000);

let product: Product;
const image = scratchFolder('erasure-image');
beforeAll(async () => {
  product = await startProduct({ members: 2, env: { BADGEUSE_LOG_LEVEL: 'debug' } });
});
afterAll(() => product.end());

const name = 'Philomène Œil-de-Bœuf';
const email = 'philomene@oeil.example';
/** A card of hers that was tapped before it was hers. */
const second = '04B7C3D9E1F5A2';

/** Every file of a folder, and of those in it. */
function filesIn(folder: string): readonly string[] {
  return readdirSync(folder).flatMap((entry) => {
    const path = join(folder, entry);
    return statSync(path).isDirectory() ? filesIn(path) : [path];
  });
}

/** However a number of a card may be spelt, as its reader says it and turned round; and the tags made from it. */
function spellings(uid: string): readonly string[] {
  const bytes = uid.match(/../g) ?? [];
  const spelt = [bytes, bytes.toReversed()].flatMap((some) =>
    ['', ':', ' ', '-'].map((between) => some.join(between)),
  );
  // Every member's card begins alike there, but for the second one.
  return [...spelt, ...(uid === second ? tagsOf(uid) : [])].flatMap((text) => [
    text,
    text.toLowerCase(),
  ]);
}

/** Files that hold one of these texts, as text or, of a card's number, as the bytes it stands for. */
function traces(folder: string, texts: readonly string[]): readonly string[] {
  const wanted = texts.flatMap((text) => {
    if (!/^[0-9A-F]{14}$/.test(text)) return [Buffer.from(text), Buffer.from(folded(text))];
    const bytes = Buffer.from(text, 'hex');
    return [...spellings(text).map((one) => Buffer.from(one)), bytes, Buffer.from(bytes).reverse()];
  });
  return filesIn(folder).filter((path) => {
    const content = readFileSync(path);
    return wanted.some((one) => content.includes(one));
  });
}

interface Told {
  readonly doneAt: string | null;
  readonly devices: readonly { readonly state: string }[];
}
/** The erasure, once it is over. */
async function isDone(): Promise<Told | null> {
  const told = await product.api<Told>('GET', '/api/v1/members/m-1/erasure');
  return told.doneAt === null ? null : told;
}

const passages = () => product.all<{ memberId: string }>('/api/v1/passages');
const backup = () => join(product.dataDir, 'before.db');
const isOld = (path: string) => path === backup() || path.includes('.before-');
/** Where the person is still found, but for the copies that staff keep. */
function whereFound(): readonly string[] {
  const [uid = ''] = product.uids;
  return traces(product.dataDir, [uid, second, name, email]).filter((path) => !isOld(path));
}

test('an erased member is nowhere in any file of cloud and device', async () => {
  const { api, uids, dataDir, observer, device } = product;
  const [uid = '', other = ''] = uids;
  await api('PATCH', '/api/v1/members/m-1', { name, email });
  // Tapped by somebody nobody knows yet, and hers from then on.
  expect(await observer.present(second)).toMatchObject({ reason: 'unknownCard' });
  await api('POST', '/api/v1/cards', { uid: second, memberId: 'm-1' });
  const letsIn = async () => (await observer.present(second)).decision === 'granted';
  await waitFor('the list with it', letsIn, 60_000);
  for (const one of [uid, other, uid, other, uid]) await observer.tap(one);
  await waitFor('the passages', async () => (await passages()).length === 3, 30_000);
  await api('POST', '/api/v1/members/m-1/pin', { pin: '4711' }).catch(() => undefined);
  const totals = () => api('GET', '/api/v1/totals?by=month');
  const before = await totals();
  expect(traces(dataDir, [uid, name]).length).toBeGreaterThan(1);

  expect(await product.command('backup', backup())).toBe(0);
  await device.stop();
  cpSync(product.deviceFolder, image, { recursive: true });
  await product.startDevice();
  const asked = await api<{ devices: unknown[] }>('POST', '/api/v1/members/m-1/erasure', {});
  expect(asked.devices).toHaveLength(1);
  const done = await waitFor('the device to acknowledge', isDone, 150_000);
  expect(done.devices).toMatchObject([{ state: 'done' }]);
  expect(whereFound()).toEqual([]);
  // Totals are as they were, and the other member's passages are all there.
  expect(await totals()).toEqual(before);
  expect((await passages()).map(({ memberId }) => memberId)).toEqual(['m-2']);
  // What both said meanwhile masks the card's number.
  for (const part of [product.cloud, product.device]) {
    const said = part.said();
    for (const text of [uid, second, other].flatMap(spellings)) expect(said).not.toContain(text);
    for (const text of [name, email]) expect(said).not.toContain(text);
  }
  // Whose id that was, nobody else gets it.
  const again = api('POST', '/api/v1/members', { id: 'm-1', name: 'Zoé' });
  await expect(again).rejects.toThrow('409');
});

test('an old image of the device, put back, is erased again, and what it sends of her names nobody', async () => {
  const { device, cloud, observer, uids } = product;
  const [uid = '', other = ''] = uids;
  await device.stop();
  await cloud.kill();
  rmSync(product.deviceFolder, { recursive: true });
  cpSync(image, product.deviceFolder, { recursive: true });
  expect(whereFound().length).toBeGreaterThan(1);
  await product.startDevice();
  // Its list knows her, and so it lets her in.
  await observer.tap(uid);
  await observer.tap(other);
  await product.startCloud();
  const isBack = async () => (await product.read('/api/v1/incidents')).includes('storeRolledBack');
  await waitFor('the cloud to hear of it', isBack, 90_000);
  const done = await waitFor('the erasure there', isDone, 150_000);
  expect(done.devices).toMatchObject([{ state: 'done' }]);
  expect(whereFound()).toEqual([]);
  expect((await passages()).map(({ memberId }) => memberId)).toEqual(['m-2', 'm-2']);
});

test('an older backup of the cloud, put back, is erased again', async () => {
  await product.cloud.kill();
  expect(await product.command('restore', backup())).toBe(0);
  await product.startCloud();
  const again = await waitFor('the second erasure', isDone, 150_000);
  expect(again).toMatchObject({ askedBy: 'system', devices: [{ state: 'done' }] });
  expect(whereFound()).toEqual([]);
  const left = (await passages()).map(({ memberId }) => memberId);
  expect(left).toEqual(['m-2', 'm-2']);
});
