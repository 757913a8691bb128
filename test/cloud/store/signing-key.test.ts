import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { loadSigningKey } from '../../../cloud/store/signing-key.ts';
import { signClaims, verifyClaims } from '../../../shared/wire/jws.ts';
import { publicKeyFromRaw } from '../../../shared/wire/keys.ts';

const folder = mkdtempSync(join(tmpdir(), 'badgeuse-key-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('the key is made once, for this account alone, and signs what devices can check', async () => {
  const file = join(folder, 'new', 'signing-key.pem');
  const key = loadSigningKey(file);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(loadSigningKey(file).public).toEqual(key.public);
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
