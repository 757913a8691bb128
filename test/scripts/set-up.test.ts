import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';

/** Set-up is plain JavaScript, so that it runs before anything is installed; these are the shapes it keeps. */
interface Stamp {
  isStamped(file: string, key: string): boolean;
  readStamp(file: string): { key: string; notes: string[] } | null;
  writeStamp(file: string, key: string, notes?: readonly string[]): void;
  keyOf(parts: readonly string[]): string;
  keyOfFiles(files: readonly string[]): string;
  filesBelow(root: string, folders: readonly string[]): string[];
}
interface SystemPackages {
  missingPackages(
    wanted: readonly { name: string; why: string; command?: string }[],
  ): Promise<readonly { name: string }[]>;
}
interface Run {
  run(
    command: string,
    args: readonly string[],
    options?: { heard: (line: string, stop: () => void) => void },
  ): Promise<{ ok: boolean; output: string }>;
  tail(output: string, lines?: number): string;
}

interface FetchTrouble {
  fetchTrouble(line: string): { what: string; hint: string; isForGood: boolean } | null;
  withoutFetches(output: string): string;
}

const load = async <T>(file: string): Promise<T> =>
  (await import(new URL(`../../scripts/set-up/${file}`, import.meta.url).href)) as T;

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'set-up-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('stamps', () => {
  test('a step counts as done for the input it was done for, and for no other', async () => {
    const { isStamped, readStamp, writeStamp } = await load<Stamp>('stamp.js');
    const file = join(folder, 'deep/stamp.json');
    expect(isStamped(file, 'a')).toBe(false);
    writeStamp(file, 'a', ['epoll']);
    expect(isStamped(file, 'a')).toBe(true);
    expect(isStamped(file, 'b')).toBe(false);
    expect(readStamp(file)?.notes).toEqual(['epoll']);
  });

  test('a stamp half written by a power cut is no stamp', async () => {
    const { isStamped } = await load<Stamp>('stamp.js');
    const file = join(folder, 'stamp.json');
    writeFileSync(file, '{"key":"a"');
    expect(isStamped(file, 'a')).toBe(false);
  });

  test('the key of sources changes with a name and with content, not with order or dates', async () => {
    const { filesBelow, keyOfFiles } = await load<Stamp>('stamp.js');
    writeFileSync(join(folder, 'b.ts'), 'two');
    writeFileSync(join(folder, 'a.ts'), 'one');
    const key = () => keyOfFiles(filesBelow(folder, ['.', 'missing']));
    const before = key();
    writeFileSync(join(folder, 'a.ts'), 'one');
    expect(key()).toBe(before);
    writeFileSync(join(folder, 'a.ts'), 'one!');
    expect(key()).not.toBe(before);
  });

  test('the parts of a key do not run into each other', async () => {
    const { keyOf } = await load<Stamp>('stamp.js');
    expect(keyOf(['ab', 'c'])).not.toBe(keyOf(['a', 'bc']));
  });
});

describe('Debian packages', () => {
  test('what is installed, or has its command, is not asked for again', async () => {
    const { missingPackages } = await load<SystemPackages>('system-packages.js');
    const missing = await missingPackages([
      { name: 'bash', why: 'installed' },
      { name: 'badgeuse-not-a-package', why: 'missing' },
      { name: 'badgeuse-not-a-package-either', why: 'another program will do', command: 'sh' },
    ]);
    expect(missing.map((p) => p.name)).toEqual(['badgeuse-not-a-package']);
  });
});

describe('running a command', () => {
  test('it answers how it ended and what it said on both outputs', async () => {
    const { run, tail } = await load<Run>('run.js');
    const done = await run('sh', ['-c', 'echo one; echo two >&2; exit 3']);
    expect(done).toMatchObject({ ok: false, code: 3 });
    expect(done.output.split('\n').sort().join(' ').trim()).toBe('one two');
    expect((await run('badgeuse-no-such-command', [])).ok).toBe(false);
    expect(tail('1\n2\n3\n', 2)).toBe('2\n3');
  });
});

describe('what npm says of a fetch that did not work', () => {
  const url = 'https://mirror.example.org:4873/@scope%2fname';
  const failed = (code: string) => `npm http fetch GET ${url} attempt 1 failed with ${code}`;

  test('a certificate nobody here trusts is said with the setting that helps, and not waited for', async () => {
    const { fetchTrouble } = await load<FetchTrouble>('fetch-trouble.js');
    const trouble = fetchTrouble(failed('SELF_SIGNED_CERT_IN_CHAIN'));
    expect(trouble).toMatchObject({ isForGood: true });
    expect(trouble?.what).toContain('mirror.example.org:4873 (SELF_SIGNED_CERT_IN_CHAIN)');
    expect(trouble?.hint).toMatch(/NODE_EXTRA_CA_CERTS=.*npm config set cafile/s);
  });

  test('what may pass is waited for; what went well is nothing to say', async () => {
    const { fetchTrouble, withoutFetches } = await load<FetchTrouble>('fetch-trouble.js');
    for (const code of ['ETIMEDOUT', 'ENOTFOUND', '503', 'CERT_NOT_YET_VALID'])
      expect(fetchTrouble(failed(code))).toMatchObject({ isForGood: false });
    expect(fetchTrouble(failed('CERT_NOT_YET_VALID'))?.hint).toContain('clock');
    const well = `npm http fetch GET 200 ${url} 150ms (cache miss)`;
    expect(fetchTrouble(well)).toBeNull();
    expect(withoutFetches(`${well}\nnpm error code E404\n${well}\n`)).toBe('npm error code E404\n');
  });
});
