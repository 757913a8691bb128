import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from '@jest/globals';

// It is never idle, and never short: what runs often is told from the first run on.
const flags = ['--disable-warning=DEP0204', '--no-lazy-feedback-allocation'];
const main = fileURLToPath(new URL('./main.ts', import.meta.url));

/** What one process compiled the next ones read. */
const compiled = mkdtempSync(join(tmpdir(), 'badgeuse-compiled-'));
afterAll(() => rmSync(compiled, { recursive: true, force: true }));

/** In a process of its own: there virtual time takes the place of the machine's. */
function simulate(...args: readonly string[]): Promise<{ code: number | null; said: string }> {
  const child = spawn(process.execPath, [...flags, main, ...args], {
    env: { ...process.env, NODE_OPTIONS: '', NODE_COMPILE_CACHE: compiled },
  });
  let said = '';
  child.stdout.on('data', (text: Buffer) => {
    said += text.toString();
  });
  child.stderr.on('data', (text: Buffer) => {
    said += text.toString();
  });
  return new Promise((resolve) => child.on('exit', (code) => resolve({ code, said })));
}

let evenings: ReturnType<typeof simulate> | null = null;
const all = () => {
  evenings ??= simulate();
  return evenings;
};

test('500 evenings with everything that goes wrong: every promise is kept', async () => {
  const { code, said } = await all();
  process.stdout.write(`${said}\n`);
  expect(code === 0 ? '' : said).toBe('');
  expect(said).toMatch(/violations: 0/);
}, 900_000);

test('the same seed is the same history, byte for byte, whatever ran before it', async () => {
  const hashOf7 = /history of 7: ([0-9a-f]{64})/;
  const [, hash] = hashOf7.exec((await simulate('--seed', '7')).said) ?? [];
  expect(hash).toBeDefined();
  expect(hashOf7.exec((await all()).said)?.[1]).toBe(hash);
}, 900_000);

test('each bug that is brought back turns the checker red', async () => {
  const { code, said } = await simulate('--mutations');
  process.stdout.write(`${said}\n`);
  expect(code === 0 ? '' : said).toBe('');
  expect(said.match(/ red /g)).toHaveLength(6);
}, 600_000);
