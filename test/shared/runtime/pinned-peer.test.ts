import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { createMqttUplink } from '../../../device/link/mqtt-uplink.ts';
import { silentLogger } from '../../../shared/runtime/logger.ts';
import { systemTimers } from '../../../shared/runtime/system-clock.ts';
import { type Authority, makeAuthority } from '../../parts/certificates.ts';
import { startMosquitto } from '../../parts/mosquitto.ts';
import { scratchFolder } from '../../parts/scratch-folder.ts';
import { waitFor } from '../../parts/wait-for.ts';

/**
 * To a machine that woke in 1970 every certificate begins in the future; these begin in 2050, so that the clock of
 * whoever runs this is as far behind them. The floor is what the machine's disk knows.
 */
const [from, until] = ['20500101', '20600101'];
const floor = Date.UTC(2055, 0, 1);

const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (let end = ends.pop(); end; end = ends.pop()) await end();
});

/** What became of connecting to a real Mosquitto with that certificate: `up`, or what was heard of why not. */
async function connecting(options: {
  readonly server: { readonly certFile: string; readonly keyFile: string };
  readonly ca: string;
  readonly clockFloor?: () => number | null;
}): Promise<string> {
  const { server, ca, clockFloor } = options;
  const broker = await startMosquitto({ tls: server });
  ends.push(() => broker.stop());
  const uplink = createMqttUplink({
    ...{ device: 'wall-1', password: 'x', urls: [broker.url], ca, boot: 'b' },
    ...(clockFloor && { clockFloor }),
    nextConnection: () => 1,
    timers: systemTimers,
    random: () => 0,
    logger: silentLogger,
  });
  ends.push(() => uplink.stop());
  let became = '';
  uplink.start({
    up: () => (became ||= 'up'),
    down: (why) => (became ||= why),
    message: () => undefined,
  });
  return waitFor('the end of the try', () => became);
}

const madeIn = (name: string): Authority =>
  makeAuthority(join(scratchFolder('authority'), name), from, until);

test('a clock that is decades behind still finds the broker whose authority was pinned', async () => {
  const ours = madeIn('ours');
  const server = ours.issue({ name: '127.0.0.1', from, until });
  expect(await connecting({ server, ca: ours.ca, clockFloor: () => floor })).toBe('up');
  // Where the wall clock is believed, what begins in its future is refused: this is what the floor is for.
  expect(await connecting({ server, ca: ours.ca })).toMatch(/not yet valid/);
  expect(await connecting({ server, ca: ours.ca, clockFloor: () => null })).toMatch(
    /not yet valid/,
  );
});

test('nobody else is believed for it: another authority, another host, another use, one that has ended', async () => {
  const [ours, theirs] = [madeIn('ours'), madeIn('theirs')];
  const clockFloor = () => floor;
  const forged = theirs.issue({ name: '127.0.0.1', from, until });
  expect(await connecting({ server: forged, ca: ours.ca, clockFloor })).toMatch(
    /not signed by the pinned authority/,
  );
  const elsewhere = ours.issue({ name: 'other.example', from, until });
  expect(await connecting({ server: elsewhere, ca: ours.ca, clockFloor })).toMatch(/altnames/);
  const client = ours.issue({ name: '127.0.0.1', from, until, uses: 'clientAuth' });
  expect(await connecting({ server: client, ca: ours.ca, clockFloor })).toMatch(/not for servers/);
  const ended = ours.issue({ name: '127.0.0.1', from, until: '20540101' });
  expect(await connecting({ server: ended, ca: ours.ca, clockFloor })).toMatch(/has expired/);
  // A server certificate is no authority: whoever holds one signs for nobody.
  const pinned = ours.issue({ name: '127.0.0.1', from, until });
  const leaf = readFileSync(pinned.certFile, 'utf8');
  expect(await connecting({ server: forged, ca: leaf, clockFloor })).toMatch(/not signed/);
}, 60_000);
