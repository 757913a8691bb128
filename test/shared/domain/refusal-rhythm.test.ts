import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { refusalReasons } from '../../../shared/domain/refusal.ts';
import { pulsesOf, refusalRhythm } from '../../../shared/domain/refusal-rhythm.ts';
import { refusalTable } from '../../../shared/domain/refusal-words.ts';

test('no two refusals share their sign and their count', () => {
  const all = refusalReasons.map((reason) =>
    JSON.stringify([refusalTable[reason].sign, refusalRhythm[reason]]),
  );
  expect(new Set(all).size).toBe(refusalReasons.length);
});

test('a count can be counted: one to four of a kind, over before the refusal leaves the screen', () => {
  for (const reason of refusalReasons) {
    const { long, short } = refusalRhythm[reason];
    expect(long).toBeLessThanOrEqual(4);
    expect(short).toBeGreaterThanOrEqual(1);
    expect(short).toBeLessThanOrEqual(4);
    const pulses = pulsesOf(reason);
    expect(pulses).toHaveLength(long + short);
    pulses.slice(1).forEach(({ atMs }, index) => {
      const before = pulses[index];
      expect(atMs - ((before?.atMs ?? 0) + (before?.ms ?? 0))).toBeGreaterThanOrEqual(250);
    });
    const last = pulses.at(-1);
    expect((last?.atMs ?? 0) + (last?.ms ?? 0)).toBeLessThan(8_000);
  }
});

test('the table in the README is the one in force', () => {
  const family = { refused: 'no', unknown: 'not known', fault: 'fault' } as const;
  const readme = readFileSync('README.md', 'utf8').split('\n');
  for (const reason of refusalReasons) {
    const row = readme.find((line) => line.startsWith('| ') && line.endsWith(`| \`${reason}\` |`));
    const [, kind, long, short, title] = row?.split('|').map((cell) => cell.trim()) ?? [];
    const told = { kind, long: Number(long), short: Number(short) };
    const { sign, en } = refusalTable[reason];
    expect([reason, told]).toEqual([reason, { kind: family[sign], ...refusalRhythm[reason] }]);
    expect(title).toMatch(new RegExp(`^${en.title}`));
  }
});
