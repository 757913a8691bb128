import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { checkoutRoot } from './checkout-root.ts';

interface LockedPackage {
  readonly version?: string;
  readonly integrity?: string;
  readonly license?: string;
  readonly dev?: boolean;
  readonly optional?: boolean;
}

/**
 * `badgeuse sbom`: what this version is made of, as CycloneDX 1.6 JSON, from package-lock.json
 * alone.
 */
export function addSbom(program: Command): void {
  program
    .command('sbom')
    .description('list what this version is made of (CycloneDX JSON)')
    .option('--dev', 'also what is used to build and test it')
    .action((options: { dev?: boolean }) => {
      const read = (file: string) => readFileSync(`${checkoutRoot}/${file}`, 'utf8');
      const bill = billOfMaterials(read('package-lock.json'), options.dev === true);
      process.stdout.write(`${JSON.stringify(bill, null, 2)}\n`);
    });
}

export function billOfMaterials(lockText: string, withDev: boolean): object {
  const lock = JSON.parse(lockText) as {
    readonly name: string;
    readonly version: string;
    readonly packages: Readonly<Record<string, LockedPackage>>;
  };
  const components = Object.entries(lock.packages)
    .filter(([path, found]) => path !== '' && (withDev || found.dev !== true))
    .map(([path, found]) => componentOf(path.replace(/^.*node_modules\//, ''), found));
  return {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: {
      component: {
        type: 'application',
        name: lock.name,
        version: lock.version,
        'bom-ref': `pkg:npm/${lock.name}@${lock.version}`,
      },
    },
    // the same package may be installed in two places
    components: [...new Map(components.map((c) => [c['bom-ref'], c])).values()],
  };
}

function componentOf(name: string, found: LockedPackage) {
  const version = found.version ?? '0';
  const purl = `pkg:npm/${name.replace('@', '%40')}@${version}`;
  return {
    type: 'library',
    'bom-ref': purl,
    name,
    version,
    purl,
    scope: found.optional === true ? 'optional' : 'required',
    ...(found.license === undefined ? {} : { licenses: [{ expression: found.license }] }),
    ...(found.integrity === undefined ? {} : { hashes: hashesOf(found.integrity) }),
  };
}

const hashesOf = (integrity: string) => {
  const [algorithm = '', digest = ''] = integrity.split('-', 2);
  const alg = algorithm.replace(/^sha(\d+)$/, 'SHA-$1');
  return [{ alg, content: Buffer.from(digest, 'base64').toString('hex') }];
};
