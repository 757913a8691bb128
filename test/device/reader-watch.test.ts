import { expect, test } from '@jest/globals';
import { deafAccessPoints } from '../../device/deaf-access-points.ts';
import { createHealth } from '../../device/health.ts';
import type { ReaderState } from '../../device/ports.ts';
import { createReaderWatch } from '../../device/reader-watch.ts';
import type { AccessPoint } from '../../shared/domain/access-point.ts';
import { silentLogger } from '../../shared/runtime/logger.ts';
import type { EntryDraft } from '../../shared/wire/entry.ts';
import { manualTime } from '../fakes/manual-time.ts';

const point = (id: string, reader: string | null): AccessPoint => ({
  ...{ id, name: id, direction: 'toggle', door: null, item: null },
  reader,
  ...{ area: 'demo', counts: true, pin: null },
});
const ready = (name: string): ReaderState => ({ name, state: 'ready' });
const hung = (name: string): ReaderState => ({ name, state: 'hung' });
const lost = (name: string): ReaderState => ({ name, state: 'lost' });
const points = [point('in', 'A'), point('out', 'B'), point('yard', null)];

test.each([
  ['all there', [ready('A'), ready('B'), ready('C')], []],
  ['one gone', [lost('A'), ready('B'), ready('C')], ['in']],
  [
    'a spare one left for the one without a name',
    [ready('A'), ready('B'), lost('C'), ready('D')],
    [],
  ],
  ['nobody left for it', [ready('A'), ready('B'), lost('C')], ['yard']],
  ['one there that does not answer', [hung('A'), ready('B'), ready('C')], ['in']],
  ['none at all', [], ['in', 'out', 'yard']],
] as const)('deaf access points: %s', (_name, readers, deaf) => {
  expect(deafAccessPoints(points, readers)).toEqual(deaf);
});

test('a reader that goes is noted with the one access point it served, and since its own moment', () => {
  const time = manualTime();
  const health = createHealth(time, silentLogger);
  const events: EntryDraft[] = [];
  const stamp = () => ({ at: '', monoMs: 0, boot: 'b', clock: 'synced' as const });
  const hear = createReaderWatch({
    watch: { stamp },
    health,
    record: (event) => events.push(event),
    accessPoints: () => points,
  });
  hear([ready('A'), ready('B'), ready('C')]);
  expect(health.notes()).toEqual([]);
  hear([lost('A'), ready('B'), ready('C')]);
  time.advance(3_600_000);
  hear([lost('A'), lost('B'), ready('C')]);
  expect(
    health
      .notes()
      .map(({ code, since, accessPoints }) => [code, since.slice(11, 16), accessPoints]),
  ).toEqual([
    ['reader.lost', '08:00', ['in']],
    ['reader.lost', '09:00', ['out']],
  ]);
  hear([ready('A'), lost('B'), ready('C')]);
  expect(health.notes().map((note) => note.details)).toEqual([{ reader: 'B' }]);
  expect(events.map((event) => 'event' in event && event.event)).toEqual([
    'readerLost',
    'readerLost',
    'readerBack',
  ]);
});

test('a reader that hangs is noted as such, in words of its own, and is back when it answers', () => {
  const health = createHealth(manualTime(), silentLogger);
  const events: EntryDraft[] = [];
  const hear = createReaderWatch({
    watch: { stamp: () => ({ at: '', monoMs: 0, boot: 'b', clock: 'synced' as const }) },
    health,
    record: (event) => events.push(event),
    accessPoints: () => points,
  });
  for (const state of [ready('A'), hung('A'), hung('A'), lost('A'), ready('A')]) {
    hear([state, ready('B'), ready('C')]);
    if (state.state === 'hung') {
      expect(health.notes()).toMatchObject([
        {
          code: 'reader.lost',
          accessPoints: ['in'],
          hint: expect.stringMatching(/A is plugged in/),
        },
      ]);
    }
  }
  expect(health.notes()).toEqual([]);
  expect(events.map((event) => 'event' in event && event.event)).toEqual([
    'readerHung',
    'readerLost',
    'readerBack',
  ]);
});
