import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { afterEach, expect, test } from '@jest/globals';
import { postEvent } from '../../../cloud/webhook/post-event.ts';
import { publicKeyOf } from '../../../cloud/webhook/sign.ts';
import { hostRule } from '../../../shared/runtime/host-rule.ts';
import { systemClock } from '../../../shared/runtime/system-clock.ts';

let child: ChildProcess | undefined;
afterEach(() => void child?.kill('SIGKILL'));

/** As the page about webhooks prints it. */
const receiver =
  /^```js\n(.*?)^```$/ms.exec(
    readFileSync(new URL('../../../cloud/events/WEBHOOKS.md', import.meta.url), 'utf8'),
  )?.[1] ?? '';

const shared = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const pair = `whsk_${Buffer.alloc(32, 9).toString('base64')}`;

test.each([
  ['v1', shared, shared],
  ['v1a', pair, publicKeyOf(pair) ?? ''],
])(
  'the example receiver takes what is signed by %s, once, and nothing else',
  async (_, ours, theirs) => {
    const env = { ...process.env, WEBHOOK_SECRET: theirs, PORT: '0', NODE_OPTIONS: '' };
    child = spawn('node', ['--input-type=module', '--eval', receiver], {
      env,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    if (!child.stdout) throw new Error('no output');
    const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
    const { value: url = '' } = await lines.next();
    const hosts = hostRule([new URL(url).host]);
    const post = (secrets: readonly string[], id: string, aheadMs = 0) =>
      postEvent(
        { hosts, now: () => systemClock.now() + aheadMs },
        { url, secrets, id, body: JSON.stringify({ type: 'x', time: id, data: {} }) },
      );
    const wrong = `whsec_${Buffer.alloc(32, 1).toString('base64')}`;
    expect(await post([wrong], 'a')).toMatchObject({ status: 401 });
    expect(await post([ours], 'a', 400_000)).toMatchObject({ status: 401 });
    expect(await post([wrong, ours], 'a')).toMatchObject({ status: 204 });
    expect(await post([ours], 'a')).toMatchObject({ status: 204 });
    expect(await post([ours], 'b')).toMatchObject({ status: 204 });
    const told = [await lines.next(), await lines.next()].map(
      ({ value }) => JSON.parse(value ?? '').time,
    );
    expect(told).toEqual(['a', 'b']);
  },
  30_000,
);
