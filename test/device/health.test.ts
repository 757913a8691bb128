import { expect, test } from '@jest/globals';
import { createHealth } from '../../device/health.ts';
import { silentLogger } from '../../shared/runtime/logger.ts';
import { manualTime } from '../fakes/manual-time.ts';

test('a note says since when, and is logged when it begins and ends, not in between', () => {
  const time = manualTime();
  const logged: string[] = [];
  const health = createHealth(time, {
    ...silentLogger,
    warn: (_fields, message) => logged.push(message),
    info: (_fields, message) => logged.push(message),
  });
  health.report('reader.lost', 'Check its cable.');
  time.advance(60_000);
  health.report('reader.lost', 'Check its cable.');
  expect(health.notes()).toEqual([
    { code: 'reader.lost', since: '2026-11-21T08:00:00.000Z', hint: 'Check its cable.' },
  ]);
  health.clear('reader.lost');
  health.clear('reader.lost');
  expect(health.notes()).toEqual([]);
  expect(logged).toEqual(['not well', 'well again']);
});

test('never more than a hello may carry', () => {
  const health = createHealth(manualTime(), silentLogger);
  for (let n = 0; n < 80; n++) health.report(`code.${n}`, 'x'.repeat(900));
  expect(health.notes()).toHaveLength(50);
  expect(health.notes().every((note) => note.hint.length === 500)).toBe(true);
});
