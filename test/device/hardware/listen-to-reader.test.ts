import { EventEmitter } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { listenToReader, type PcscReader } from '../../../device/hardware/listen-to-reader.ts';
import type { ReaderSays } from '../../../device/hardware/reader-protocol.ts';
import { manualTime } from '../../fakes/manual-time.ts';

const bits = { SCARD_STATE_UNKNOWN: 4, SCARD_STATE_UNAVAILABLE: 8, SCARD_STATE_PRESENT: 0x20 };
const empty = 0x10;
const card = bits.SCARD_STATE_PRESENT;
const uid = '04A1B2C3D4E5F6';
const good = Buffer.from(`${uid}9000`, 'hex');

/** A reader that answers when it is told to; what pcscd says of it comes first, what nfc-pcsc makes of it after. */
function bench() {
  const time = manualTime();
  const said: ReaderSays[] = [];
  const given: unknown[] = [];
  const raw = Object.assign(new EventEmitter(), bits);
  const asked: { answer(answer: Buffer): void; fail(error: Error): void }[] = [];
  const reader: PcscReader = Object.assign(new EventEmitter(), {
    name: 'A',
    reader: raw,
    autoProcessing: true,
    transmit: () =>
      new Promise<Buffer>((answer, fail) => {
        asked.push({ answer, fail });
      }),
  });
  listenToReader(
    reader,
    { clock: time, timers: time },
    { say: (message) => said.push(message), giveUp: (error) => given.push(error) },
  );
  const settle = async () => {
    for (let turn = 0; turn < 5; turn += 1) await setImmediate();
  };
  const status = (state: number) => raw.emit('status', { state });
  const told = () =>
    said
      .splice(0)
      .map((message) =>
        message.say === 'reader'
          ? message.state
          : message.say === 'card'
            ? `card ${message.seen}`
            : message.say,
      );
  return { time, reader, asked, given, status, settle, told, said };
}

/** A reader that is there, with nothing on it, for a while. */
function idleReader() {
  const all = bench();
  all.status(empty);
  expect(all.told()).toEqual(['ready']);
  all.time.advance(5_000);
  return all;
}

test('a card is read, leaves, and is read again', async () => {
  const { status, reader, asked, settle, told } = idleReader();
  for (let n = 0; n < 2; n += 1) {
    status(card);
    reader.emit('card');
    await settle();
    asked[n]?.answer(good);
    status(empty);
    reader.emit('card.off');
    await settle();
    expect(told()).toEqual(['card presented', 'cardGone']);
  }
});

test('an answer that comes too late makes no tap: who presented the card was told to do it again', async () => {
  const { time, status, reader, asked, settle, told } = idleReader();
  status(card);
  reader.emit('card');
  await settle();
  time.advance(2_499);
  expect(told()).toEqual([]);
  time.advance(1);
  expect(told()).toEqual(['hung', 'unreadable']);
  time.advance(60_000);
  expect(told()).toEqual([]);
  asked[0]?.answer(good);
  await settle();
  expect(told()).toEqual(['ready']);
  // The next one is read as ever.
  status(empty);
  reader.emit('card.off');
  status(card);
  reader.emit('card');
  await settle();
  asked[1]?.answer(good);
  await settle();
  expect(told()).toEqual(['cardGone', 'card presented']);
});

test('a connection that is never made hangs as well, and one refused is an answer', async () => {
  const { time, status, reader, settle, told } = idleReader();
  status(card);
  time.advance(2_500);
  expect(told()).toEqual(['hung', 'unreadable']);
  const refused = Object.assign(new Error('refused'), { name: 'ConnectError' });
  reader.emit(refused as unknown as string);
  expect(told()).toEqual(['ready']);
  status(empty);
  status(card);
  reader.emit(refused as unknown as string);
  await settle();
  time.advance(10_000);
  expect(told()).toEqual(['unreadable']);
});

test('trying again ends with the time a card has: three slow errors are no tap a quarter of a minute later', async () => {
  const { time, status, reader, asked, settle, told } = idleReader();
  status(card);
  reader.emit('card');
  await settle();
  time.advance(2_000);
  asked[0]?.fail(new Error('no answer'));
  await settle();
  time.advance(40);
  await settle();
  expect(asked).toHaveLength(2);
  time.advance(2_000);
  expect(told()).toEqual(['hung', 'unreadable']);
  asked[1]?.fail(new Error('no answer'));
  await settle();
  time.advance(40);
  await settle();
  expect(asked).toHaveLength(2);
  expect(told()).toEqual(['ready']);
});

test('pcscd out of touch with it for a second: it hangs, until pcscd hears from it', () => {
  for (const lost of [bits.SCARD_STATE_UNAVAILABLE, bits.SCARD_STATE_UNKNOWN]) {
    const { time, status, told } = idleReader();
    status(lost);
    time.advance(900);
    status(empty);
    time.advance(900);
    expect(told()).toEqual([]);
    status(lost);
    time.advance(1_000);
    expect(told()).toEqual(['hung']);
    status(empty);
    expect(told()).toEqual(['ready']);
  }
});

test('unplugged it is lost, not hung, and stays so whatever is still on its way', async () => {
  const { time, status, reader, asked, given, settle, told } = idleReader();
  status(card);
  reader.emit('card');
  await settle();
  status(bits.SCARD_STATE_UNKNOWN);
  reader.emit('error', new Error('SCardGetStatusChange'));
  reader.emit('end');
  asked[0]?.fail(new Error('gone'));
  await settle();
  time.advance(60_000);
  await settle();
  expect(told()).toEqual(['lost', 'unreadable']);
  expect(given).toEqual([]);
});

test('an error without an end: nobody listens to it any more', () => {
  const { time, reader, given, told } = idleReader();
  const error = new Error('SCardGetStatusChange');
  reader.emit('error', error);
  time.advance(1_000);
  expect(given).toEqual([error]);
  expect(told()).toEqual([]);
});

test('a reader with a card on it is ready once it answered, and the card is said to have lain there', async () => {
  const { time, status, reader, asked, settle, told } = bench();
  status(card);
  expect(told()).toEqual([]);
  reader.emit('card');
  await settle();
  asked[0]?.answer(good);
  await settle();
  expect(told()).toEqual(['ready', 'card lying']);
  // One that never answers hangs; nobody is asked to present a card that lay there.
  const other = bench();
  other.status(card);
  other.time.advance(2_500);
  expect(other.told()).toEqual(['hung']);
  time.advance(1);
});

test('what appears as the reader is found may have lain there', async () => {
  const { time, status, reader, asked, settle, told } = bench();
  status(empty);
  time.advance(999);
  status(card);
  reader.emit('card');
  await settle();
  asked[0]?.answer(good);
  await settle();
  expect(told()).toEqual(['ready', 'card settling']);
});

test('whatever a card answers, it is a number or it is told, and the next card is read', async () => {
  const bytes = fc.uint8Array({ maxLength: 300 }).map((some) => Buffer.from(some));
  const well = bytes.map((some) => Buffer.concat([some, Buffer.from('9000', 'hex')]));
  await fc.assert(
    fc.asyncProperty(fc.oneof(bytes, well), async (answer) => {
      const { status, reader, asked, settle, said, time, given } = idleReader();
      status(card);
      reader.emit('card');
      await settle();
      let heard = 0;
      for (; heard < asked.length && heard < 10; heard += 1) {
        asked[heard]?.answer(answer);
        await settle();
        time.advance(200);
        await settle();
      }
      expect(heard).toBeLessThan(10);
      const number = answer.subarray(0, -2).toString('hex').toUpperCase();
      const isNumber = number !== '' && answer.subarray(-2).toString('hex') === '9000';
      expect(said.splice(0)).toMatchObject([
        isNumber ? { say: 'card', uid: number } : { say: 'unreadable' },
      ]);
      status(empty);
      reader.emit('card.off');
      await settle();
      status(card);
      reader.emit('card');
      await settle();
      asked.at(-1)?.answer(good);
      await settle();
      expect(said.splice(0)).toMatchObject([{ say: 'cardGone' }, { say: 'card', uid }]);
      expect(given).toEqual([]);
    }),
    { numRuns: 100 },
  );
});
