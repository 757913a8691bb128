import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import {
  isAllowed,
  type Lock,
  mayBuild,
  packageFaults,
} from '../../scripts/badgeuse/package-rules.ts';
import { billOfMaterials } from '../../scripts/badgeuse/sbom.ts';

interface Component {
  readonly 'bom-ref': string;
  readonly type: string;
  readonly name: string;
  readonly version: string;
  readonly purl: string;
  readonly scope: string;
  readonly licenses?: readonly {
    readonly expression?: string;
    readonly license?: { readonly id?: string; readonly name?: string };
  }[];
  readonly hashes: readonly { readonly alg: string; readonly content: string }[];
}
interface Bill {
  readonly bomFormat: string;
  readonly specVersion: string;
  readonly serialNumber: string;
  readonly version: number;
  readonly metadata: { readonly component: Component };
  readonly components: readonly Component[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[];
}

const file = (name: string) => readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8');
const lockText = file('package-lock.json');
const lock = JSON.parse(lockText) as Lock;
const manifest = JSON.parse(file('package.json')) as Record<string, Record<string, string>>;
const wanted = Object.fromEntries(
  ['dependencies', 'optionalDependencies', 'devDependencies'].map((list) => [list, manifest[list]]),
);

describe('the bill of materials', () => {
  const bill = billOfMaterials(lockText, false) as Bill;
  const purls = bill.components.map(({ purl }) => purl);

  test('lists every package that ships once, with its hash; what only builds is not there', () => {
    expect(purls).toContain('pkg:npm/better-sqlite3@13.2.0');
    expect(purls.some((purl) => purl.startsWith('pkg:npm/%40node-rs/argon2@'))).toBe(true);
    expect(purls.some((purl) => purl.startsWith('pkg:npm/jest@'))).toBe(false);
    const withDev = billOfMaterials(lockText, true) as Bill;
    expect(withDev.components.some(({ purl }) => purl.startsWith('pkg:npm/jest@'))).toBe(true);
    expect(billOfMaterials(lockText, false)).toEqual(bill);
    expect(withDev.serialNumber).not.toBe(bill.serialNumber);
  });

  test('is CycloneDX 1.6: what its schema asks of these fields', () => {
    expect(bill).toMatchObject({ bomFormat: 'CycloneDX', specVersion: '1.6', version: 1 });
    expect(bill.serialNumber).toMatch(
      /^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/,
    );
    const known = [
      ...['bomFormat', 'components', 'dependencies', 'metadata', 'serialNumber'],
      ...['specVersion', 'version'],
    ];
    expect(Object.keys(bill).sort()).toEqual(known);
    for (const one of bill.components) {
      expect(one.type).toBe('library');
      expect(one['bom-ref']).toBe(one.purl);
      expect(one.purl).toMatch(/^pkg:npm\/(%40[\w.-]+\/)?[\w.-]+@\d+\.\d+\.\d+[\w.+-]*$/);
      expect(['required', 'optional']).toContain(one.scope);
      expect(one.hashes).toEqual([
        { alg: 'SHA-512', content: expect.stringMatching(/^[0-9a-f]{128}$/) },
      ]);
      for (const { expression, license } of one.licenses ?? []) {
        // One or the other, and of a licence its id or its name.
        expect([expression, license?.id, license?.name].filter(Boolean)).toHaveLength(1);
      }
    }
    const refs = [bill.metadata.component['bom-ref'], ...bill.components.map((c) => c['bom-ref'])];
    expect(new Set(refs).size).toBe(refs.length);
    expect(bill.dependencies.map(({ ref }) => ref).sort()).toEqual([...refs].sort());
    for (const { dependsOn } of bill.dependencies) {
      expect(new Set(dependsOn).size).toBe(dependsOn.length);
      expect(dependsOn.filter((ref) => !refs.includes(ref))).toEqual([]);
    }
  });

  test('says what needs what: everything that ships is reached from the product', () => {
    const needed = new Map(bill.dependencies.map(({ ref, dependsOn }) => [ref, dependsOn]));
    const reached = new Set<string>();
    const follow = (ref: string): void => {
      if (reached.has(ref)) return;
      reached.add(ref);
      needed.get(ref)?.forEach(follow);
    };
    follow(bill.metadata.component['bom-ref']);
    expect(purls.filter((purl) => !reached.has(purl))).toEqual([]);
  });
});

describe('what we build on', () => {
  test('has exact versions and hashes, licences of the list, and install scripts of five packages', () => {
    expect(packageFaults(lock, wanted)).toEqual([]);
    const scripted = Object.entries(lock.packages).filter(
      ([, found]) => found.hasInstallScript && !found.dev,
    );
    expect(scripted.map(([path]) => path.replace('node_modules/', '')).sort()).toEqual([
      ...[...mayBuild].sort(),
    ]);
  });

  test('no script runs because somebody types npm install: set-up builds those five by their names', () => {
    expect(file('.npmrc')).toMatch(/^ignore-scripts=true$/m);
    expect(manifest['scripts']?.['check']).toContain('sbom --check');
    const named = /const mayBuild = \[([^\]]+)\]/.exec(
      file('scripts/set-up/node-packages.js'),
    )?.[1];
    expect(named?.match(/'[^']+'/g)?.map((name) => name.slice(1, -1))).toEqual([...mayBuild]);
  });

  const left = {
    version: '1.0.0',
    license: 'MIT',
    integrity: `sha512-${'A'.repeat(86)}==`,
  };
  const faultsOf = (found: object) =>
    packageFaults({ ...lock, packages: { 'node_modules/left': { ...left, ...found } } }, {});
  test.each([
    [{}, null],
    [{ license: 'GPL-3.0-only' }, /under GPL-3.0-only/],
    [{ license: undefined }, /names no licence/],
    [{ license: 'MPL-2.0' }, /under MPL-2.0/],
    [{ license: 'MPL-2.0', dev: true }, null],
    [{ hasInstallScript: true }, /wants to run a script/],
    [{ hasInstallScript: true, dev: true }, null],
    [{ integrity: undefined }, /has no SHA-512/],
    [{ link: true }, /no package of a registry/],
  ])('a package with %j is judged', (found, fault) => {
    const faults = faultsOf(found);
    if (fault === null) expect(faults).toEqual([]);
    else expect(faults.join()).toMatch(fault);
  });

  test('a range of versions is a fault, and so is a licence that is only half allowed', () => {
    for (const range of ['^1.0.0', '~1.0.0', '*', 'latest', 'git+https://example.org/x.git']) {
      expect(
        packageFaults({ ...lock, packages: {} }, { dependencies: { left: range } }),
      ).toHaveLength(1);
    }
    expect(isAllowed('(MIT OR GPL-3.0-only)', false)).toBe(true);
    expect(isAllowed('MIT AND GPL-3.0-only', false)).toBe(false);
    expect(isAllowed('(MIT OR GPL-2.0) AND (GPL-3.0-only)', false)).toBe(false);
  });
});
