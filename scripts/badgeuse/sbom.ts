import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { checkoutRoot } from './checkout-root.ts';
import { type Lock, type LockedPackage, nameOf, packageFaults } from './package-rules.ts';
import { exitCodes } from './tell.ts';

/**
 * `badgeuse sbom`: what this version is made of, as CycloneDX 1.6 JSON, from package-lock.json
 * alone.
 */
export function addSbom(program: Command): void {
  program
    .command('sbom')
    .description('list what this version is made of (CycloneDX JSON)')
    .option('--dev', 'also what is used to build and test it')
    .option('--check', 'only say what breaks our rules on versions, licences and install scripts')
    .action((options: { readonly dev?: boolean; readonly check?: boolean }) => {
      const read = (file: string) => readFileSync(`${checkoutRoot}/${file}`, 'utf8');
      const lock = read('package-lock.json');
      if (options.check === true) return check(lock, read('package.json'));
      const bill = billOfMaterials(lock, options.dev === true);
      process.stdout.write(`${JSON.stringify(bill, null, 2)}\n`);
    });
}

function check(lockText: string, packageText: string): void {
  const { dependencies, optionalDependencies, devDependencies } = JSON.parse(packageText);
  const wanted = { dependencies, optionalDependencies, devDependencies };
  const faults = packageFaults(JSON.parse(lockText) as Lock, wanted);
  for (const fault of faults) process.stderr.write(`${fault}\n`);
  if (faults.length > 0) process.exitCode = exitCodes.failed;
}

/** The same lock file gives the same bill, byte for byte. */
export function billOfMaterials(lockText: string, withDev: boolean): object {
  const lock = JSON.parse(lockText) as Lock;
  const shipped = Object.entries(lock.packages).filter(
    ([path, found]) => path !== '' && (withDev || found.dev !== true),
  );
  const own = `pkg:npm/${lock.name}@${lock.version}`;
  const refs = new Map(shipped.map(([path, found]) => [path, purlOf(nameOf(path), found)]));
  const neededBy = (path: string): readonly string[] => [
    ...new Set(
      needsOf(lock.packages[path] ?? {}, path === '' && withDev).flatMap((name) => {
        const found = resolve(lock, path, name);
        return (found !== null && refs.get(found)) || [];
      }),
    ),
  ];
  // The same package may be installed in two places.
  const components = new Map(
    shipped.map(([path, found]) => [refs.get(path), component(path, found)]),
  );
  const dependencies = new Map<string, Set<string>>();
  for (const [path, ref] of [['', own] as const, ...refs]) {
    const all = dependencies.get(ref) ?? new Set();
    for (const needed of neededBy(path)) all.add(needed);
    dependencies.set(ref, all);
  }
  return {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    serialNumber: serialOf(`${withDev} ${lockText}`),
    version: 1,
    metadata: {
      component: { type: 'application', name: lock.name, version: lock.version, 'bom-ref': own },
    },
    components: [...components.values()],
    dependencies: [...dependencies].map(([ref, needed]) => ({
      ref,
      dependsOn: [...needed].sort(),
    })),
  };
}

const purlOf = (name: string, { version = '0' }: LockedPackage): string =>
  `pkg:npm/${name.replace('@', '%40')}@${version}`;

const needsOf = (found: LockedPackage, withDev: boolean): readonly string[] =>
  Object.keys({
    ...found.dependencies,
    ...found.optionalDependencies,
    ...found.peerDependencies,
    ...(withDev && (found as { devDependencies?: Record<string, string> }).devDependencies),
  });

/** As Node looks for it: beside the package, then further up. */
function resolve({ packages }: Lock, from: string, name: string): string | null {
  for (let at = from; ; at = at.replace(/(^|\/)node_modules\/(@[^/]+\/)?[^/]+$/, '')) {
    const path = `${at === '' ? '' : `${at}/`}node_modules/${name}`;
    if (packages[path]) return path;
    if (at === '') return null;
  }
}

/** A UUID that names these bytes. */
function serialOf(text: string): string {
  const hex = hash('sha256', text, 'hex');
  const parts = [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `a${hex.slice(17, 20)}`,
  ];
  return `urn:uuid:${parts.join('-')}-${hex.slice(20, 32)}`;
}

function component(path: string, found: LockedPackage) {
  const purl = purlOf(nameOf(path), found);
  return {
    type: 'library',
    'bom-ref': purl,
    name: nameOf(path),
    version: found.version ?? '0',
    purl,
    scope: found.optional === true ? 'optional' : 'required',
    ...(found.license !== undefined && { licenses: [licenceOf(found.license)] }),
    ...(found.integrity !== undefined && { hashes: hashesOf(found.integrity) }),
  };
}

/** An expression, an SPDX id, or the name somebody gave it. */
function licenceOf(said: string): object {
  if (/ (OR|AND) /.test(said)) return { expression: said };
  return { license: said === 'BSD-0-Clause' ? { name: said } : { id: said } };
}

const hashesOf = (integrity: string) => {
  const [algorithm = '', digest = ''] = integrity.split('-', 2);
  const alg = algorithm.replace(/^sha(\d+)$/, 'SHA-$1');
  return [{ alg, content: Buffer.from(digest, 'base64').toString('hex') }];
};
