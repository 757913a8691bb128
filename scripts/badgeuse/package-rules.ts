/** What `package-lock.json` says of one package. */
export interface LockedPackage {
  readonly version?: string;
  readonly integrity?: string;
  readonly license?: string;
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly hasInstallScript?: boolean;
  readonly link?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

export interface Lock {
  readonly name: string;
  readonly version: string;
  readonly lockfileVersion?: number;
  readonly packages: Readonly<Record<string, LockedPackage>>;
}

/** What a part of the product may be licensed by: passed on without conditions that reach into our own code. */
const allowed = new Set([
  ...['MIT', 'MIT-0', 'ISC', 'BSD-2-Clause', 'BSD-3-Clause', '0BSD', 'Apache-2.0', 'BlueOak-1.0.0'],
  // How htmx calls 0BSD; fonts, which stay under their own name.
  ...['BSD-0-Clause', 'OFL-1.1'],
]);
/** Besides, for what only builds and tests. */
const allowedToBuild = new Set(['MPL-2.0', 'CC-BY-4.0']);

/** Packages that name no licence where it is looked for. */
const unstated: ReadonlyMap<string, string> = new Map([
  ['temporal@0.7.1', 'MIT, by the file LICENSE-MIT beside it'],
  ['png-js@2.0.0', 'MIT, by the file LICENSE beside it'],
  ['nanotimer@0.3.10', 'none is stated; optional, it comes with johnny-five through temporal'],
]);

/** What may run a script of its own as it is installed: native packages, which are compiled here. */
export const mayBuild: readonly string[] = [
  ...['@pokusew/pcsclite', '@serialport/bindings', 'epoll', 'sd-notify', 'serialport'],
];

export const nameOf = (path: string): string => path.replace(/^.*node_modules\//, '');

/** What is wrong with what this is made of, one sentence each; empty: nothing. */
export function packageFaults(
  lock: Lock,
  wanted: Readonly<Record<string, Readonly<Record<string, string>> | undefined>>,
): readonly string[] {
  const locked = Object.entries(lock.packages).filter(([path]) => path !== '');
  return [
    ...(lock.lockfileVersion === 3 ? [] : ['package-lock.json is not of version 3']),
    ...Object.entries(wanted).flatMap(([list, packages]) =>
      Object.entries(packages ?? {}).flatMap(([name, version]) =>
        /^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version)
          ? []
          : [`${name} in ${list} is wanted as ${version}: name one exact version`],
      ),
    ),
    ...locked.flatMap(([path, found]) => faultsOf(nameOf(path), found)),
  ];
}

function faultsOf(name: string, found: LockedPackage): readonly string[] {
  const called = `${name}@${found.version ?? '?'}`;
  const faults: string[] = [];
  if (found.version === undefined || found.link)
    faults.push(`${called} is no package of a registry`);
  if (!/^sha512-[A-Za-z0-9+/]{86}==$/.test(found.integrity ?? '')) {
    faults.push(`${called} has no SHA-512: nobody would notice another file in its place`);
  }
  if (found.hasInstallScript && !found.dev && !mayBuild.includes(name)) {
    faults.push(
      `${called} wants to run a script as it is installed, and is not among those that may`,
    );
  }
  const { license } = found;
  if (license === undefined && !unstated.has(called)) faults.push(`${called} names no licence`);
  if (license !== undefined && !isAllowed(license, found.dev === true)) {
    faults.push(`${called} is under ${license}, which is not on the list`);
  }
  return faults;
}

/** An SPDX expression: of `OR` one is enough, of `AND` all are needed. */
export function isAllowed(expression: string, onlyBuilds: boolean): boolean {
  const bare = expression.trim().replace(/^\((.*)\)$/, '$1');
  if (/[()]/.test(bare)) return false;
  return bare
    .split(' OR ')
    .some((way) =>
      way
        .split(' AND ')
        .every((id) => allowed.has(id.trim()) || (onlyBuilds && allowedToBuild.has(id.trim()))),
    );
}
