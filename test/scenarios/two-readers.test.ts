import { mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { type Pcscd, pcscdSocketPath, takePcscd } from '../fakes/pcscd.ts';
import { createVirtualCard, type VirtualCard, virtualReaderPorts } from '../fakes/virtual-card.ts';
import { type Product, startProduct } from '../parts/product.ts';
import { waitFor } from '../parts/wait-for.ts';

jest.setTimeout(180_000);

/** One door with a reader on either side, as a real pcscd names them. */
const readers = { entrance: 'Virtual PCD 00 00', exit: 'Virtual PCD 00 01' };
const { first: entrance, second: exit } = virtualReaderPorts;

let pcscd: Pcscd;
let product: Product;
/** Where the device looks for pcscd: what happens behind it before it leads there, the device does not see. */
const folder = mkdtempSync(join(tmpdir(), 'badgeuse-pcscd-'));
const socket = join(folder, 'pcscd.comm');
/** Ada's card lies on the exit reader before anything is started. */
let forgotten: VirtualCard;

beforeAll(async () => {
  pcscd = await takePcscd();
  await pcscd.start();
  forgotten = createVirtualCard({ uid: '04A10000000001', port: exit });
  await forgotten.insert();
  await waitFor('the forgotten card', () => forgotten.wasNoticed());
  symlinkSync(pcscdSocketPath, socket);
  product = await startProduct({
    members: 2,
    env: {
      BADGEUSE_READER: 'pcsc',
      BADGEUSE_LOG_LEVEL: 'info',
      PCSCLITE_CSOCK_NAME: socket,
    },
    accessPoints: [
      { id: 'entrance', direction: 'in', doorId: 'front', reader: readers.entrance },
      { id: 'exit', direction: 'out', doorId: 'front', reader: readers.exit },
    ],
  });
  await product.api('PATCH', '/api/v1/places/demo', { helloSeconds: 5 });
});
afterAll(async () => {
  await product?.end();
  await pcscd?.release();
  rmSync(folder, { recursive: true, force: true });
});

interface Tapped {
  readonly accessPoint: string;
  readonly direction: string;
  readonly cardUid: string;
}
const punches = () => product.all<Tapped & { readonly id: string }>('/api/v1/punches');
const refusals = () => product.all<Tapped & { readonly reason: string }>('/api/v1/refusals');
const arrived = (count: number) =>
  waitFor(
    `${count} punches in the cloud`,
    async () => (await punches()).length === count,
    30_000,
  ).catch(async (cause: unknown) => {
    const came = JSON.stringify(await punches());
    throw new Error(`${came}\n${product.device.said()}\n${product.cloud.said()}`, { cause });
  });

interface LineChange {
  readonly line: string;
  readonly value: 0 | 1;
  readonly monoMs: number;
}
const relay = (): readonly LineChange[] =>
  readFileSync(join(product.deviceFolder, 'gpio.jsonl'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as LineChange)
    .filter(({ line }) => line === 'relay');
const opened = () => relay().filter(({ value }) => value === 1).length;

/** Held until somebody says that it was read, as members do: a busy machine may take a second for it. */
async function hold(uid: string, port: number): Promise<VirtualCard> {
  const card = createVirtualCard({ uid, port });
  await card.insert();
  return card;
}
const lift = async (card: VirtualCard) => {
  await card.remove();
  // The virtual reader looks for a card every 400 ms: shorter absences are invisible to it.
  await sleep(900);
};
/** Both readers were found since the device last said `words`, and what appears now was not lying there. */
async function listeningSince(words: string): Promise<void> {
  const ready = () => product.device.said().split(words).at(-1)?.split('"state":"ready"').length;
  await waitFor('both readers', () => ready() === 3, 30_000);
  await sleep(1_500);
}
const screen = async () => (await fetch(product.terminalUrl)).text();

test('in at one reader, out at the other, with pcscd killed in between', async () => {
  const [ada = '', bruno = ''] = product.uids;
  await product.device.stop();
  await product.startDevice();
  await listeningSince('device started');
  expect(await screen()).toContain('Présentez votre carte');
  await lift(forgotten);
  expect(await punches()).toEqual([]);
  expect(opened()).toBe(0);

  let held = await hold(ada, entrance);
  await arrived(1);
  await lift(held);
  held = await hold('04FFFFFFFFFFFF', entrance);
  await waitFor('the refusal', async () => (await refusals()).length === 1);
  await lift(held);
  expect(opened()).toBe(1);

  // Bruno comes in, and leaves his card on the reader.
  held = await hold(bruno, entrance);
  await arrived(2);
  await pcscd.kill();
  rmSync(socket);
  await held.remove();
  await waitFor('the screen that says so', async () =>
    (await screen()).includes('readerServiceAbsent'),
  );
  await waitFor('the page that says so', async () =>
    (await product.read('/devices')).includes('Les cartes ne sont pas lues'),
  );

  await pcscd.start();
  held = await hold(bruno, entrance);
  await waitFor('the card left there', () => held.wasNoticed());
  symlinkSync(pcscdSocketPath, socket);
  await listeningSince('a child process is started again');
  expect(await screen()).toContain('Présentez votre carte');
  await lift(held);
  await arrived(2);
  held = await hold(ada, exit);
  await arrived(3);
  await lift(held);
  held = await hold(bruno, exit);
  await arrived(4);
  await lift(held);

  expect((await punches()).toReversed()).toMatchObject([
    { cardUid: ada, accessPoint: 'entrance', direction: 'in' },
    { cardUid: bruno, accessPoint: 'entrance', direction: 'in' },
    { cardUid: ada, accessPoint: 'exit', direction: 'out' },
    { cardUid: bruno, accessPoint: 'exit', direction: 'out' },
  ]);
  expect(await refusals()).toMatchObject([
    { cardUid: '04FFFFFFFFFFFF', accessPoint: 'entrance', reason: 'unknownCard' },
  ]);
  await theReportHolds([ada, bruno]);
  await oneShortPulseForEachOf(4);
});

async function theReportHolds(uids: readonly string[]): Promise<void> {
  const csv = await product.read('/rapport/badgeuse.csv?for=machine');
  const [head = '', ...lines] = csv.trimEnd().split(/\r?\n/);
  const names = head.split(',');
  const rows = lines.map((line) =>
    Object.fromEntries(line.split(',').map((value, at) => [names[at], value])),
  );
  expect(rows).toMatchObject(
    uids.map((card, n) => ({
      card,
      member_id: `m-${n + 1}`,
      entry_access_point: 'entrance',
      exit_access_point: 'exit',
      status: 'closed',
      anomalies: '',
    })),
  );
}

/** The door was opened once for each punch, and shut again after the 100 ms its pulse lasts. */
async function oneShortPulseForEachOf(count: number): Promise<void> {
  await waitFor('the door shut', () => relay().at(-1)?.value === 0);
  const changes = relay().slice(relay().findIndex(({ value }) => value === 1));
  expect(changes.map(({ value }) => value)).toEqual(Array(count).fill([1, 0]).flat());
  for (let n = 0; n < changes.length; n += 2) {
    const [up, down] = [changes[n]?.monoMs ?? 0, changes[n + 1]?.monoMs ?? 0];
    expect(down - up).toBeGreaterThanOrEqual(95);
    expect(down - up).toBeLessThan(1_000);
  }
}
