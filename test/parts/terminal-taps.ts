import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import type { TapOutcome } from '../../device/ports.ts';
import { dataFolder } from '../../shared/runtime/data-folder.ts';

/** What stands beside the door and remembers every light it saw; it believes neither device nor cloud. */
export interface Observer {
  /** Ids of the punches whose light turned green, in order. */
  readonly green: readonly string[];
  /** Taps that were presented and never answered: they may have been recorded, once, or not at all. */
  readonly unanswered: readonly string[];
  /** Taps a card as `badgeuse tap` does. Null: no answer, or not a green one. */
  tap(uid: string, accessPoint?: string): Promise<TapOutcome | null>;
  /** The same where the card may be refused: whatever the device decided. */
  present(uid: string): Promise<TapOutcome>;
  /** Taps `count` times, cards in turn, a few at once. */
  tapMany(count: number, uids: readonly string[]): Promise<void>;
  /** The same until nobody answers any more. */
  tapUntilSilent(uids: readonly string[]): Promise<void>;
}

const atOnce = 4;

/** Taps through the terminal's port of the device in `dataDir`. Throws where a tap is answered, but not granted. */
export function openObserver(dataDir: string, port: number): Observer {
  const agent = new Agent({ keepAlive: true, maxSockets: atOnce });
  const green: string[] = [];
  const unanswered: string[] = [];

  const presented = (uid: string, accessPoint?: string) =>
    post(agent, port, tokenIn(dataDir), { uid, ...(accessPoint && { accessPoint }) });

  async function tap(uid: string, accessPoint?: string): Promise<TapOutcome | null> {
    let answer: { status: number; text: string };
    try {
      answer = await presented(uid, accessPoint);
    } catch {
      unanswered.push(uid);
      return null;
    }
    const outcome = JSON.parse(answer.text) as TapOutcome;
    if (answer.status !== 200 || outcome.decision !== 'granted' || outcome.id === null)
      throw new Error(`not granted: ${answer.status} ${answer.text}`);
    green.push(outcome.id);
    return outcome;
  }

  return {
    green,
    unanswered,
    tap,
    async present(uid) {
      const { status, text } = await presented(uid);
      if (status !== 200) throw new Error(`no decision: ${status} ${text}`);
      return JSON.parse(text) as TapOutcome;
    },
    async tapMany(count, uids) {
      let next = 0;
      const one = async () => {
        for (let n = next++; n < count; n = next++) await tap(uids[n % uids.length] ?? '');
      };
      await Promise.all(Array.from({ length: atOnce }, one));
    },
    async tapUntilSilent(uids) {
      let next = 0;
      const one = async () => {
        while ((await tap(uids[next++ % uids.length] ?? '')) !== null) {}
      };
      await Promise.all(Array.from({ length: atOnce }, one));
    },
  };
}

/** A device makes its token anew at every start. */
const tokenIn = (dataDir: string) => readFileSync(dataFolder(dataDir).tapToken, 'utf8').trim();

function post(
  agent: Agent,
  port: number,
  token: string,
  body: object,
): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        ...{ agent, port, host: '127.0.0.1', path: '/tap', method: 'POST', timeout: 20_000 },
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      },
      (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (more: string) => {
          text += more;
        });
        response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
        response.on('error', reject);
      },
    );
    sent.on('timeout', () => sent.destroy(new Error('no answer')));
    sent.on('error', reject);
    sent.end(JSON.stringify(body));
  });
}
