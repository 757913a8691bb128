import { setTimeout as sleep } from 'node:timers/promises';
import { failure } from '../../../shared/runtime/errors.ts';
import type { Settings } from '../../../shared/runtime/settings.ts';
import { deviceNodeFlags } from '../node-flags.ts';
import { assertReadyToRun } from '../ready-to-run.ts';
import { assertPortsFree } from './free-ports.ts';
import { firstSignInLink, letIn, waitingCode } from './let-in.ts';
import { type Part, startPart } from './part.ts';
import { type CardReaders, cardReaders } from './reader-line.ts';

const print = (text: string): void => void process.stdout.write(text);

/** `sameFile` hands the settings file on to the parts. */
export async function runDemo(settings: Settings, sameFile: readonly string[]): Promise<void> {
  const baseUrl = `http://127.0.0.1:${settings.httpPort}`;
  print(`Badgeuse on Node ${process.versions.node}, data in ${settings.dataDir}\n`);
  await assertReadyToRun(settings);
  await assertPortsFree(settings);

  const interrupted = new Promise<null>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => resolve(null));
    }
  });
  const parts: Part[] = [];
  const over = new AbortController();
  const start = (name: string, ...args: string[]): Part => {
    const part = startPart({
      name,
      args: [process.argv[1] ?? '', name, ...args, ...sameFile],
      ...(name === 'device' && { nodeFlags: deviceNodeFlags }),
      // the demo's device belongs to the demo's cloud, whatever another device here is told
      env: { ...process.env, BADGEUSE_CLOUD_URL: baseUrl },
      print,
      over: over.signal,
    });
    parts.push(part);
    return part;
  };
  const stoppedByItself = async (part: Part): Promise<never> => {
    const reason = await part.ended;
    if (reason === null) return new Promise(() => undefined); // stopped by us: somebody else says so
    throw failure('partStopped', { part: part.name, detail: reason });
  };

  try {
    const cloud = start('cloud', '--devices', '1');
    const began = await Promise.race([
      interrupted,
      stoppedByItself(cloud),
      answers(baseUrl, over.signal),
    ]);
    if (began === null) return;
    const link = await firstSignInLink(settings, baseUrl);
    const device = start('device');
    const ends = [interrupted, stoppedByItself(cloud), stoppedByItself(device)];
    const ready = await Promise.race([...ends, untilHealthy(settings, baseUrl, over.signal)]);
    if (ready === null) return;
    print(welcome(settings, baseUrl, link, await cardReaders(settings)));
    await Promise.race(ends);
  } finally {
    over.abort();
    print('\nStopping …\n');
    for (const part of parts.toReversed()) await part.stop();
    print('Everything is stopped; what was recorded is kept.\n');
  }
}

/** Looks until then, or until it is over: a look that went on would keep this process alive. */
async function answers(baseUrl: string, over: AbortSignal): Promise<void> {
  while (!over.aborted && (await health(baseUrl)) === null) await sleep(100);
}

/** Until the device reports the current list and config; lets it in on the way, where it is new. */
async function untilHealthy(settings: Settings, baseUrl: string, over: AbortSignal): Promise<void> {
  let approved: string | null = null;
  while (!over.aborted) {
    const code = waitingCode(settings);
    if (code !== null && code !== approved) {
      approved = code;
      await letIn(settings, baseUrl, code);
    }
    if ((await health(baseUrl))?.ok === true) return;
    await sleep(200);
  }
}

const health = (baseUrl: string): Promise<Response | null> =>
  fetch(new URL('/healthz', baseUrl), { signal: AbortSignal.timeout(5_000) }).catch(() => null);

function welcome(
  settings: Settings,
  baseUrl: string,
  link: string | null,
  readers: CardReaders,
): string {
  const terminal = `http://127.0.0.1:${settings.terminalPort}/`;
  const lines = [
    '',
    'Everything runs.',
    `  Dashboard        ${baseUrl}/`,
    `  Report           ${baseUrl}/rapport/badgeuse/`,
    `  Reader's screen  ${terminal}`,
    ...(readers.says === null ? [] : [`  Card reader      ${readers.says}`]),
    ...(link === null ? [] : [`  First sign-in    ${link}   (works once)`]),
    '',
    ...(readers.canTap ? ['Tap a card without a reader:   npx badgeuse tap 04A1B2C3D4E5F6'] : []),
    'Wait six seconds between two taps of one card: sooner counts as a repeat. Ctrl-C ends everything.',
    '',
  ];
  return `${lines.join('\n')}\n`;
}
