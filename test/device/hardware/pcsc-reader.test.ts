import { afterAll, afterEach, beforeAll, expect, jest, test } from '@jest/globals';
import { createPcscReader } from '../../../device/hardware/pcsc-reader.ts';
import { type PcscdReader, pcscdSocket, watchPcscd } from '../../../device/hardware/pcscd-pulse.ts';
import type { Reader, Tap } from '../../../device/ports.ts';
import { silentLogger } from '../../../shared/runtime/logger.ts';
import { systemClock, systemTimers } from '../../../shared/runtime/system-clock.ts';
import { type Pcscd, takePcscd } from '../../fakes/pcscd.ts';
import { createVirtualCard, virtualReaderPorts } from '../../fakes/virtual-card.ts';
import { waitUntil } from '../../parts/wait-for.ts';

jest.setTimeout(180_000);

let pcscd: Pcscd;
let reader: Reader | null = null;
let taps: Tap[] = [];
let unreadable: string[] = [];

beforeAll(async () => {
  pcscd = await takePcscd();
});
afterEach(async () => {
  await reader?.stop();
  reader = null;
});
afterAll(() => pcscd.release());

const listen = () => {
  taps = [];
  unreadable = [];
  const listening = createPcscReader({
    clock: systemClock,
    timers: systemTimers,
    logger: silentLogger,
  });
  listening.start({
    tap: (tap) => {
      taps.push(tap);
      return null;
    },
    readers: () => undefined,
    unreadable: (name) => unreadable.push(name),
  });
  reader = listening;
  return listening;
};
// The virtual reader looks for a card every 400 ms: shorter presences and absences are invisible to it.
const seenByPcscd = () => new Promise((resolve) => setTimeout(resolve, 900));
/** Both readers are there and the time is over in which a card counts as having lain there. */
const bothListening = async (of: Reader) => {
  await waitUntil(() => of.readers().filter(({ state }) => state === 'ready').length === 2, 30_000);
  await new Promise((resolve) => setTimeout(resolve, 1_100));
};
/** Held until it was read or said to be unreadable: on a busy machine that may take a second. */
const present = async (card: ReturnType<typeof createVirtualCard>) => {
  const heard = () => taps.length + unreadable.length;
  const before = heard();
  await card.insert();
  await waitUntil(() => heard() > before);
  await card.remove();
  await seenByPcscd();
};

test('two readers, each by its name, and when the card was read', async () => {
  await pcscd.start();
  const listening = listen();
  await listening.alive(20_000);
  await bothListening(listening);
  expect(listening.fault()).toBeNull();

  const before = systemClock.monotonicNow();
  await present(createVirtualCard({ uid: '04A1B2C3D4E5F6' }));
  await present(createVirtualCard({ uid: 'DEADBEEF', port: virtualReaderPorts.second }));
  await waitUntil(() => taps.length === 2);
  expect(taps.map(({ uid, reader }) => ({ uid, reader }))).toEqual([
    { uid: '04A1B2C3D4E5F6', reader: 'Virtual PCD 00 00' },
    { uid: 'DEADBEEF', reader: 'Virtual PCD 00 01' },
  ]);
  for (const { heardAtMonoMs } of taps) expect(heardAtMonoMs).toBeGreaterThanOrEqual(before);

  // This pcscd's own table: one card came and went on each. The library is held against it.
  const table: (readonly PcscdReader[])[] = [];
  const real = { clock: systemClock, timers: systemTimers };
  const stop = watchPcscd(pcscdSocket(), real, (_, readers) => table.push(readers ?? []));
  await waitUntil(() => (table.at(-1)?.length ?? 0) > 0);
  stop();
  expect(table.at(-1)).toEqual([
    { name: 'Virtual PCD 00 00', events: 2 },
    { name: 'Virtual PCD 00 01', events: 2 },
  ]);
});

test('a card lying there at start is no tap; taken away and presented again it is', async () => {
  const card = createVirtualCard({ uid: '04112233445566' });
  await card.insert();
  await seenByPcscd();
  const listening = listen();
  await bothListening(listening);
  await seenByPcscd();
  expect(taps).toEqual([]);

  await card.remove();
  await seenByPcscd();
  await seenByPcscd();
  await present(card);
  await waitUntil(() => taps.length === 1);
  expect(taps[0]?.uid).toBe('04112233445566');
});

test('a card that answers its UID with an error is no tap, and is said to be unreadable', async () => {
  const listening = listen();
  await bothListening(listening);
  // Data that looks like a uid, and a status word that says it is none.
  const answer = () => Buffer.from('DEADBEEF6300', 'hex');
  const refusing = createVirtualCard({ uid: '00', answer });
  await present(refusing);
  await waitUntil(() => unreadable.length === 1);
  await present(createVirtualCard({ uid: 'CAFEBABE' }));
  await waitUntil(() => taps.length === 1);
  expect(taps[0]?.uid).toBe('CAFEBABE');
  expect(unreadable).toEqual(['Virtual PCD 00 00']);
});
