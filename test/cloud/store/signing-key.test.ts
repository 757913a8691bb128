import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, jest, test } from '@jest/globals';
import type { Database } from '../../../cloud/store/database.ts';
import { readKeyFile } from '../../../cloud/store/key-file.ts';
import { openSigningKey } from '../../../cloud/store/signing-key.ts';
import { signClaims, verifyClaims } from '../../../shared/wire/jws.ts';
import { newKeyPair, privateKeyToPem, publicKeyFromRaw } from '../../../shared/wire/keys.ts';
import { eachStore } from '../each-store.ts';
import { seedPlace, testDevice } from '../test-device.ts';

jest.setTimeout(60_000);

const loadSigningKey = (file: string) => readKeyFile(file)[0];

const folder = mkdtempSync(join(tmpdir(), 'badgeuse-key-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('the key is made once, for this account alone, and signs what devices can check', async () => {
  const file = join(folder, 'new', 'signing-key.pem');
  const key = loadSigningKey(file);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  chmodSync(file, 0o644); // as a copy put back by hand
  expect(loadSigningKey(file).public).toEqual(key.public);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  const claims = { list: 'demo', version: 1, digest: '0'.repeat(64) };
  const jws = await signClaims('badgeuse-access', claims, key);
  const pinned = publicKeyFromRaw(key.public.publicKey);
  const checked = await verifyClaims('badgeuse-access', jws, (kid) =>
    kid === key.kid && pinned.ok ? pinned.value : null,
  );
  expect(checked).toEqual({ ok: true, value: claims });
});

test('a file that holds no key is refused, not replaced', () => {
  const file = join(folder, 'damaged.pem');
  writeFileSync(file, 'not a key');
  expect(() => loadSigningKey(file)).toThrow('no usable signing key');
});

eachStore('the key that devices believe', (store) => {
  let files = 0;
  const open = (database: Database, file: string, renew = false) =>
    openSigningKey(database, file, { renew, now: Date.UTC(2026, 10, 21, 8) });
  const newFile = () => join(folder, `${store.engine}-${++files}`, 'signing-key.pem');

  test('a lost file ends the start, and the file put back is the same key', async () => {
    const database = await store.open();
    const file = newFile();
    const key = await open(database, file);
    renameSync(file, `${file}.lost`);
    await expect(open(database, file)).rejects.toMatchObject({
      code: 'signingKeyLost',
      hint: expect.stringContaining('--new-signing-key'),
    });
    expect(readdirSync(join(file, '..'))).toEqual(['signing-key.pem.lost']);
    renameSync(`${file}.lost`, file);
    expect((await open(database, file)).public).toEqual(key.public);
  });

  test('another file ends the start too, and is left as it is', async () => {
    const database = await store.open();
    const file = newFile();
    const key = await open(database, file);
    writeFileSync(file, privateKeyToPem(newKeyPair().privateKey));
    const other = loadSigningKey(file);
    await expect(open(database, file)).rejects.toMatchObject({
      code: 'signingKeyOther',
      details: { known: key.kid, found: other.kid },
    });
    expect(loadSigningKey(file).kid).toBe(other.kid);
  });

  test('a store from before the key was remembered: its devices are reason enough', async () => {
    const database = await store.open();
    await seedPlace(database, [testDevice('pi-1')]);
    const file = newFile();
    await expect(open(database, file)).rejects.toMatchObject({ code: 'signingKeyLost' });
    const key = loadSigningKey(file);
    expect((await open(database, file)).kid).toBe(key.kid);
    rmSync(file);
    await expect(open(database, file)).rejects.toMatchObject({ code: 'signingKeyLost' });
  });

  test('a new key on request: the former set aside, every device out until it is claimed again', async () => {
    const database = await store.open();
    await seedPlace(database, [testDevice('pi-1')]);
    await database.db.updateTable('device').set({ password_hash: '$7$1$a$b' }).execute();
    const file = newFile();
    const former = loadSigningKey(file);
    await open(database, file);
    const renewed = await open(database, file, true);
    expect(renewed.kid).not.toBe(former.kid);
    expect(loadSigningKey(`${file}.before-2026-11-21T08-00-00`).kid).toBe(former.kid);
    const device = await database.db.selectFrom('device').select('password_hash').execute();
    expect(device).toEqual([{ password_hash: '' }]);
    expect((await open(database, file)).kid).toBe(renewed.kid);
  });
});
