import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, jest, test } from '@jest/globals';
import { tagsOf } from '../../shared/domain/card.ts';
import { folded } from '../../shared/domain/folded.ts';
import { type Product, startProduct } from '../parts/product.ts';
import { waitFor } from '../parts/wait-for.ts';

jest.setTimeout(240_000);

let product: Product | null = null;
afterEach(async () => product?.end());

const name = 'Philomène Œil-de-Bœuf';
const email = 'philomene@oeil.example';
/** A card of hers that is never tapped: lists and tags have it all the same. */
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

test('an erased member is nowhere in any file of cloud and device, and stays erased in an older backup', async () => {
  product = await startProduct({ members: 2, env: { BADGEUSE_LOG_LEVEL: 'debug' } });
  const { api, uids, dataDir, observer } = product;
  const [uid = '', other = ''] = uids;
  await api('PATCH', '/api/v1/members/m-1', { name, email });
  await api('POST', '/api/v1/cards', { uid: second, memberId: 'm-1' });
  for (const one of [uid, other, uid, other, uid]) await observer.tap(one);
  const passages = () => product?.all<{ memberId: string }>('/api/v1/passages') ?? [];
  await waitFor('the passages', async () => (await passages()).length === 3, 30_000);
  await api('POST', '/api/v1/members/m-1/pin', { pin: '4711' }).catch(() => undefined);
  const totals = () => api('GET', '/api/v1/totals?by=month');
  const before = await totals();
  expect(traces(dataDir, [uid, name]).length).toBeGreaterThan(1);

  const backup = join(dataDir, 'before.db');
  expect(await product.command('backup', backup)).toBe(0);
  const asked = await api<{ devices: unknown[] }>('POST', '/api/v1/members/m-1/erasure', {});
  expect(asked.devices).toHaveLength(1);
  interface Told {
    doneAt: string | null;
    devices: readonly { state: string }[];
  }
  const isDone = async () => {
    const told = await api<Told>('GET', '/api/v1/members/m-1/erasure');
    return told.doneAt === null ? null : told;
  };
  const done = await waitFor('the device to acknowledge', isDone, 150_000);
  expect(done.devices).toMatchObject([{ state: 'done' }]);
  const left = traces(dataDir, [uid, second, name, email]).filter((path) => path !== backup);
  expect(left).toEqual([]);
  // Totals are as they were, and the other member's passages are all there.
  expect(await totals()).toEqual(before);
  expect((await passages()).map(({ memberId }) => memberId)).toEqual(['m-2']);
  // What both said meanwhile masks the card's number.
  for (const part of [product.cloud, product.device]) {
    const said = part.said();
    for (const text of [uid, second, other].flatMap(spellings)) expect(said).not.toContain(text);
    for (const text of [name, email]) expect(said).not.toContain(text);
  }

  // The backup knows them still; the cloud that starts with it does not for long.
  await product.cloud.kill();
  expect(await product.command('restore', backup)).toBe(0);
  await product.startCloud();
  const again = await waitFor('the second erasure', isDone, 150_000);
  expect(again).toMatchObject({ askedBy: 'system', devices: [{ state: 'done' }] });
  const isOld = (path: string) => path === backup || path.includes('.before-');
  expect(traces(dataDir, [uid, second, name, email]).filter((path) => !isOld(path))).toEqual([]);
  expect((await passages()).map(({ memberId }) => memberId)).toEqual(['m-2']);
});
