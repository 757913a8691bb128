import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, jest, test } from '@jest/globals';
import { type Product, startProduct } from '../parts/product.ts';
import { waitFor } from '../parts/wait-for.ts';

jest.setTimeout(240_000);

let product: Product | null = null;
afterEach(async () => product?.end());

const name = 'Philomène Œil-de-Bœuf';
const email = 'philomene@oeil.example';

/** Every file of a folder, and of those in it. */
function filesIn(folder: string): readonly string[] {
  return readdirSync(folder).flatMap((entry) => {
    const path = join(folder, entry);
    return statSync(path).isDirectory() ? filesIn(path) : [path];
  });
}

/** Files that hold one of these texts, as text or, of a card's number, as the bytes it stands for. */
function traces(folder: string, texts: readonly string[]): readonly string[] {
  const wanted = texts.flatMap((text) => [
    Buffer.from(text),
    ...(/^[0-9A-F]{14}$/.test(text) ? [Buffer.from(text, 'hex')] : []),
  ]);
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
  const left = traces(dataDir, [uid, name, email]).filter((path) => path !== backup);
  expect(left).toEqual([]);
  // Totals are as they were, and the other member's passages are all there.
  expect(await totals()).toEqual(before);
  expect((await passages()).map(({ memberId }) => memberId)).toEqual(['m-2']);
  // What both said meanwhile masks the card's number.
  for (const part of [product.cloud, product.device]) {
    expect(part.said()).not.toContain(uid);
    expect(part.said()).not.toContain(other);
  }

  // The backup knows them still; the cloud that starts with it does not for long.
  await product.cloud.kill();
  expect(await product.command('restore', backup)).toBe(0);
  await product.startCloud();
  const again = await waitFor('the second erasure', isDone, 150_000);
  expect(again).toMatchObject({ askedBy: 'system', devices: [{ state: 'done' }] });
  const isOld = (path: string) => path === backup || path.includes('.before-');
  expect(traces(dataDir, [uid, name, email]).filter((path) => !isOld(path))).toEqual([]);
  expect((await passages()).map(({ memberId }) => memberId)).toEqual(['m-2']);
});
