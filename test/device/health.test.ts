import { expect, test } from '@jest/globals';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { createHealth } from '../../device/health.ts';
import { silentLogger } from '../../shared/runtime/logger.ts';
import { HealthNote } from '../../shared/wire/messages.ts';
import { manualTime } from '../fakes/manual-time.ts';

const lost = { details: { reader: 'ACR122U' }, about: 'ACR122U', accessPoints: ['entree'] };

test('a note says since when, and is logged when it begins and ends, not in between', () => {
  const time = manualTime();
  const logged: string[] = [];
  const health = createHealth(time, {
    ...silentLogger,
    warn: (_fields, message) => logged.push(message),
    info: (_fields, message) => logged.push(message),
  });
  health.report('reader.lost', lost);
  time.advance(60_000);
  health.report('reader.lost', lost);
  expect(health.notes()).toEqual([
    {
      code: 'reader.lost',
      since: '2026-11-21T08:00:00.000Z',
      hint: 'ACR122U: check cable and power.',
      details: { reader: 'ACR122U' },
      accessPoints: ['entree'],
    },
  ]);
  health.clear('reader.lost', 'ACR122U');
  health.clear('reader.lost', 'ACR122U');
  expect(health.notes()).toEqual([]);
  expect(logged).toEqual(['not well', 'well again']);
});

test('never more than a hello may carry', () => {
  const health = createHealth(manualTime(), silentLogger);
  const long = 'x'.repeat(900);
  for (let n = 0; n < 80; n++) {
    const details = { kind: long, message: long };
    health.report('link.message', { details, about: String(n) });
  }
  expect(health.notes()).toHaveLength(50);
  const hello = JSON.parse(JSON.stringify(health.notes())) as unknown;
  expect(Value.Check(Type.Array(HealthNote), hello)).toBe(true);
});
