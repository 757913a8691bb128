import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { openAccessStore } from '../../device/store/access-store.ts';
import { openJournal } from '../../device/store/journal.ts';
import { troubleCauses } from '../../shared/domain/trouble-words.ts';
import { systemClock } from '../../shared/runtime/system-clock.ts';
import { card, demoConfig, wholeList } from '../contract/demo-place.ts';
import { type Pcscd, pcscdSocketPath, takePcscd } from '../fakes/pcscd.ts';
import { type ReaderCable, readerCable } from '../fakes/reader-cable.ts';
import { createVirtualCard, virtualReaderPorts } from '../fakes/virtual-card.ts';
import { childPart } from '../parts/child-part.ts';
import { entriesOf } from '../parts/entries-of.ts';
import { freePort } from '../parts/mosquitto.ts';
import { scratchFolder } from '../parts/scratch-folder.ts';
import { waitFor } from '../parts/wait-for.ts';

/*
 * Whatever keeps cards from being heard, one after the other on one device: it says what it is in words of its own, on
 * its screen and to the cloud, by its light where it lasts, and a card opens the door again soon after the cause ended.
 * How soon is printed; the promise is five seconds, and a busy machine is given more.
 */
jest.setTimeout(120_000);
const soonMs = 20_000;

const folder = scratchFolder('reader-troubles');
const deviceFolder = join(folder, 'data', 'device');
/** Where the device looks for pcscd: what happens behind it before it leads there, the device does not see. */
const socket = join(folder, 'pcscd.comm');
const { first, second } = virtualReaderPorts;
const took: string[] = [];

let pcscd: Pcscd;
let cable: ReaderCable;
let device: ReturnType<typeof childPart>;
let screenUrl: string;

beforeAll(async () => {
  pcscd = await takePcscd();
  cable = readerCable(folder);
  const terminalPort = await freePort();
  screenUrl = `http://127.0.0.1:${terminalPort}/`;
  device = childPart('device', {
    BADGEUSE_DATA: join(folder, 'data'),
    BADGEUSE_TERMINAL_PORT: String(terminalPort),
    // Nobody listens there: a door needs neither cloud nor broker.
    BADGEUSE_CLOUD_URL: 'http://127.0.0.1:9',
    BADGEUSE_READER: 'pcsc',
    BADGEUSE_GPIO: 'simulated',
    BADGEUSE_LOG_LEVEL: 'info',
    PCSCLITE_CSOCK_NAME: socket,
  });
  await giveList();
});
afterAll(async () => {
  await device?.kill();
  await pcscd?.release();
  process.stderr.write(`cards heard again after\n${took.join('\n')}\n`);
});

const isServed = () =>
  fetch(screenUrl).then(
    () => true,
    () => false,
  );

async function giveList(): Promise<void> {
  mkdirSync(deviceFolder, { recursive: true, mode: 0o700 });
  const access = openAccessStore(join(deviceFolder, 'access.db'));
  const door = demoConfig().doors.map((one) => ({ ...one, unlockMs: 100 }));
  access.applyConfig(demoConfig({ doors: door }));
  await access.applyList(
    wholeList(
      7,
      Array.from({ length: 20 }, (_, n) => card(n)),
    ),
  );
  const monoMs = systemClock.monotonicNow();
  access.confirm({ wallMs: Date.now(), monoMs, boot: 'x', clock: 'synced' });
  access.close();
}

const leadTo = (target: string) => {
  rmSync(socket, { force: true });
  symlinkSync(target, socket);
};

/** The process that reads cards; null while there is none. Never two. */
function readerChild(): number | null {
  const pid = device.pid();
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ');
  const reading = children.filter((child) => {
    const file = `/proc/${child}/cmdline`;
    return child !== '' && existsSync(file) && readFileSync(file, 'utf8').includes('nfc-reader');
  });
  expect(reading.length).toBeLessThan(2);
  return reading[0] === undefined ? null : Number(reading[0]);
}
const readerChildNow = () => waitFor('a process that reads cards', readerChild);

type Cause = keyof typeof troubleCauses;
const wordsOf = (cause: Cause, language: 'fr' | 'en') =>
  troubleCauses[cause][language].split(/\{\w+\}|&/).toSorted((a, b) => b.length - a.length)[0] ??
  '';

/** What goes to the cloud with the next hello is in the log as it begins; here, since it last said `since`. */
const isTold = (cause: Cause, since: string) => {
  const said = () => device.said().split(since).at(-1) ?? '';
  const told = () => said() !== device.said() && said().includes(wordsOf(cause, 'en'));
  return waitFor(`${cause} to be told`, told, soonMs).catch((error) => {
    throw new Error(device.said(), { cause: error });
  });
};
/** The screen says so, for as long as it lasts. */
const isShown = (cause: Cause) =>
  waitFor(
    `${cause} on the screen`,
    async () => {
      const [fr, en] = await Promise.all(
        ['fr', 'en'].map(async (lang) => (await fetch(`${screenUrl}?lang=${lang}`)).text()),
      );
      return (
        fr?.includes(`(${cause})`) &&
        fr.includes(wordsOf(cause, 'fr')) &&
        en?.includes(wordsOf(cause, 'en'))
      );
    },
    soonMs,
  );

const changes = () =>
  readFileSync(join(deviceFolder, 'gpio.jsonl'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { line: string; value: 0 | 1; monoMs: number });
const openings = () => changes().filter(({ line, value }) => line === 'relay' && value === 1);
/** Green and red at once. */
const isAmber = (since: number) => {
  const on = (name: string) =>
    changes().some(({ line, value, monoMs }) => line === name && value === 1 && monoMs > since);
  return on('green') && on('red');
};
/** Slowly, for as long as it lasts, by the device's own doing. */
const isLit = () => {
  const since = systemClock.monotonicNow();
  return waitFor('the amber light', () => isAmber(since), soonMs);
};

/** A member holds the card to the reader, and again, until the door opens; within how many ms of `since`. */
async function opensTheDoor(
  why: string,
  since: number,
  { uid }: { uid: string },
  port: number = first,
): Promise<void> {
  const before = openings().length;
  const end = since + soonMs;
  while (openings().length === before && systemClock.monotonicNow() < end) {
    const held = createVirtualCard({ uid, port });
    const heldAt = systemClock.monotonicNow();
    await held.insert();
    // The light asks for it again, or nothing happens.
    const isOver = () => isAmber(heldAt) || systemClock.monotonicNow() > heldAt + 1_500;
    while (openings().length === before && !isOver()) await sleep(10);
    await held.remove();
    // The virtual reader looks for a card every 400 ms: shorter absences are invisible to it.
    await sleep(600);
  }
  const opened = openings().at(before);
  if (!opened) throw new Error(`no door opened within ${soonMs} ms\n${device.said()}`);
  took.push(
    `${Math.round(opened.monoMs - since)
      .toString()
      .padStart(6)} ms  ${why}`,
  );
  expect(openings()).toHaveLength(before + 1);
}

test('pcscd is not there when the device starts', async () => {
  device.start();
  await waitFor('the device', isServed, 60_000);
  await isShown('readerServiceAbsent');
  leadTo(pcscdSocketPath);
  await pcscd.start(cable.pcscd);
  await opensTheDoor('pcscd absent at the start', systemClock.monotonicNow(), card(1));
});

test('the process that reads cards is killed', async () => {
  const since = systemClock.monotonicNow();
  process.kill(await readerChildNow(), 'SIGKILL');
  await opensTheDoor('reading process killed', since, card(2));
});

test('the process that reads cards stands still: it is replaced, and never are there two', async () => {
  const still = await readerChildNow();
  const since = systemClock.monotonicNow();
  process.kill(still, 'SIGSTOP');
  await opensTheDoor('reading process stopped, from the stop on', since, card(3));
  await isTold('readerProgramHung', 'ended by SIGKILL');
  expect(await readerChildNow()).not.toBe(still);
});

test('pcscd stands still, and goes on', async () => {
  pcscd.pause();
  await isShown('readerServiceHung');
  await isLit();
  const child = await readerChildNow();
  pcscd.resume();
  await opensTheDoor('pcscd stopped', systemClock.monotonicNow(), card(4));
  expect(await readerChildNow()).toBe(child);
});

test('pcscd is killed, and started again', async () => {
  await pcscd.kill();
  await isShown('readerServiceAbsent');
  await pcscd.start(cable.pcscd);
  await opensTheDoor('pcscd killed', systemClock.monotonicNow(), card(5));
});

test('a card that takes its reader with it: the other reader goes on, and the late answer opens nothing', async () => {
  let release: () => void = () => undefined;
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  let isAsked = false;
  const late = createVirtualCard({
    uid: '',
    async answer() {
      isAsked = true;
      await released;
      return Buffer.from(`${card(19).uid}9000`, 'hex');
    },
  });
  await late.insert();
  await waitFor('the card to be asked', () => isAsked);
  await isShown('readerHung');
  const before = systemClock.monotonicNow();
  await opensTheDoor('another reader hung', before, card(6), second);
  release();
  const since = systemClock.monotonicNow();
  await sleep(300);
  await late.remove();
  await opensTheDoor('reader hung in the middle of a card', since, card(7));
});

test('a reader is pulled, and plugged in again', async () => {
  cable.pull();
  await isShown('readerHung');
  cable.plugIn();
  await opensTheDoor('reader pulled', systemClock.monotonicNow(), card(8));
});

test('pcscd goes at the worst moment: the library waits for it in an endless loop', async () => {
  // Answers the question whether it is there, and is gone when the library asks.
  const gone = join(folder, 'gone.comm');
  const going = createServer((client) => {
    client.once('data', () => client.write(Buffer.alloc(12)));
    client.on('error', () => undefined);
    going.close();
  });
  await new Promise<void>((resolve) => going.listen(gone, resolve));
  leadTo(gone);
  process.kill(await readerChildNow(), 'SIGKILL');
  await isTold('readerProgramHung', 'ended by SIGKILL');
  leadTo(pcscdSocketPath);
  await opensTheDoor('endless loop', systemClock.monotonicNow(), card(9));
});

test('each card that opened was written down once, none that came too late, and each loss with it', async () => {
  await device.stop();
  const journal = openJournal(join(deviceFolder, 'journal.db'));
  const entries = entriesOf(journal.nextBatch({ maxEntries: 500, maxBytes: 500_000 }));
  const punched = entries.flatMap((entry) =>
    entry.kind === 'punch' && 'card' in entry ? entry.card.uid : [],
  );
  expect(punched).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9].map((n) => card(n).uid));
  const events = entries.flatMap((entry) => (entry.kind === 'device' ? entry.event : []));
  for (const event of ['readerLost', 'readerHung', 'readerBack']) expect(events).toContain(event);
  journal.close();
});
