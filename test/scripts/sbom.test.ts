import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { billOfMaterials } from '../../scripts/badgeuse/sbom.ts';

interface Bill {
  readonly components: readonly {
    readonly purl: string;
    readonly hashes?: readonly { readonly alg: string; readonly content: string }[];
  }[];
}

test('every package that ships is listed once with its hash; what only builds is not', () => {
  const lock = readFileSync(new URL('../../package-lock.json', import.meta.url), 'utf8');
  const bill = billOfMaterials(lock, false) as Bill;
  const purls = bill.components.map((c) => c.purl);
  expect(purls).toContain('pkg:npm/better-sqlite3@13.2.0');
  expect(purls.some((p) => p.startsWith('pkg:npm/%40node-rs/argon2@'))).toBe(true);
  expect(purls.some((p) => p.startsWith('pkg:npm/jest@'))).toBe(false);
  expect(new Set(purls).size).toBe(purls.length);
  for (const { hashes } of bill.components) {
    expect(hashes?.[0]).toMatchObject({
      alg: 'SHA-512',
      content: expect.stringMatching(/^[0-9a-f]{128}$/),
    });
  }
  const withDev = billOfMaterials(lock, true) as Bill;
  expect(withDev.components.some((c) => c.purl.startsWith('pkg:npm/jest@'))).toBe(true);
});
