import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';

const main = fileURLToPath(new URL('./main.ts', import.meta.url));

/** In a process of its own: there virtual time takes the place of the machine's. */
function simulate(...args: readonly string[]): Promise<{ code: number | null; said: string }> {
  const child = spawn(process.execPath, ['--disable-warning=DEP0204', main, ...args], {
    env: { ...process.env, NODE_OPTIONS: '' },
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

test('500 evenings with everything that goes wrong: every promise is kept', async () => {
  const { code, said } = await simulate();
  process.stdout.write(`${said}\n`);
  expect(code === 0 ? '' : said).toBe('');
  expect(said).toMatch(/violations: 0/);
}, 900_000);

test('the same seed is the same history, byte for byte, whatever ran before it', async () => {
  const hashOf7 = /history of 7: ([0-9a-f]{64})/;
  const [alone, second] = await Promise.all([simulate('--seed', '7'), simulate('--seed', '5,7')]);
  const [, hash] = hashOf7.exec(alone.said) ?? [];
  expect(hash).toBeDefined();
  expect(hashOf7.exec(second.said)?.[1]).toBe(hash);
}, 120_000);

test('each bug that is brought back turns the checker red', async () => {
  const { code, said } = await simulate('--mutations');
  process.stdout.write(`${said}\n`);
  expect(code === 0 ? '' : said).toBe('');
  expect(said.match(/ red /g)).toHaveLength(6);
}, 600_000);
