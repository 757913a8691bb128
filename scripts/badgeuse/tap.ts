import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { dataFolder } from '../../shared/runtime/data-folder.ts';
import { failure } from '../../shared/runtime/errors.ts';
import { readSettings } from './read-settings.ts';
import { exitCodes, tellHint } from './tell.ts';

/** What the device answers: the decision, and what was recorded. */
export interface TapAnswer {
  readonly decision: 'granted' | 'denied';
  readonly reason?: string;
  readonly repeat?: boolean;
}

/** The card was no tap: it opened or left something on the terminal, and nothing is recorded. */
export interface TakenAnswer {
  readonly terminal: string;
}

const takenHints: Readonly<Record<string, string>> = {
  opened: 'A primary card: the terminal opened what it may run. Nothing is recorded.',
  left: 'A primary card: the terminal left its point of sale. Nothing is recorded.',
  noneHere: 'A primary card, but of no point of sale of this device. Nothing is recorded.',
  validateFirst: 'On the terminal an item is selected: validate it first. Nothing is recorded.',
  pin: 'The card is looked at with the PIN that was typed: the terminal says what became of it.',
};

/**
 * `badgeuse tap <uid>`: taps the simulated reader of the device on this machine, as a card would.
 */
export function addTap(program: Command): void {
  program
    .command('tap')
    .description(
      'tap a card on the simulated reader of this machine; exit 0 granted, 3 denied, 4 for the terminal',
    )
    .argument('<uid>', 'the card, 8, 14 or 20 hex digits: 04A1B2C3D4E5F6')
    .option('--access-point <id>', 'where; may be left out where there is one')
    .action(async (uid: string, options: { accessPoint?: string }, command: Command) => {
      const settings = readSettings(command);
      const answer = await sendTap({
        url: `http://127.0.0.1:${settings.terminalPort}/tap`,
        token: readToken(dataFolder(settings.dataDir).tapToken),
        uid,
        accessPoint: options.accessPoint ?? null,
      });
      process.stdout.write(`${JSON.stringify(answer)}\n`);
      if ('terminal' in answer) {
        tellHint(takenHints[answer.terminal] ?? 'See the terminal.');
        process.exitCode = exitCodes.taken;
        return;
      }
      if (answer.repeat === true) {
        tellHint(
          'So soon after the last tap this counts as a repeat: wait six seconds between two taps.',
        );
      }
      if (answer.decision === 'denied') process.exitCode = exitCodes.denied;
    });
}

function readToken(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (err) {
    throw failure('noSimulatedReader', { file }, err);
  }
}

/** One request to the device; throws what it answered, in its own words. */
export async function sendTap(tap: {
  readonly url: string;
  readonly token: string;
  readonly uid: string;
  readonly accessPoint: string | null;
}): Promise<TapAnswer | TakenAnswer> {
  let response: Response;
  try {
    response = await fetch(tap.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${tap.token}`,
        origin: new URL(tap.url).origin,
      },
      body: JSON.stringify({
        uid: tap.uid,
        ...(tap.accessPoint === null ? {} : { accessPoint: tap.accessPoint }),
      }),
      signal: AbortSignal.timeout(10_000),
    });
  } catch (err) {
    throw failure('deviceSilent', { url: tap.url }, err);
  }
  const body = (await response.json().catch(() => null)) as Record<string, unknown> | null;
  if (body?.['decision'] === 'granted' || body?.['decision'] === 'denied') {
    return body as unknown as TapAnswer;
  }
  if (typeof body?.['terminal'] === 'string') return { terminal: body['terminal'] };
  throw failure('tapRefused', {
    detail: String(body?.['message'] ?? body?.['detail'] ?? body?.['title'] ?? response.status),
    advice: String(body?.['hint'] ?? 'See the log of the device.'),
  });
}
