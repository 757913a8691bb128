import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { waitFor } from './wait-for.ts';

/** Mosquitto's own clients: what anybody with a laptop would try. */
export interface Login {
  readonly port: number;
  readonly name: string;
  readonly password: string;
  /** The name, unless told otherwise. */
  readonly clientId?: string;
}

const common = ({ port, name, password, clientId }: Login) => [
  ...['-h', '127.0.0.1', '-p', String(port), '-V', '5'],
  ...['-i', clientId ?? name],
  ...(name === '' ? [] : ['-u', name, '-P', password]),
];

/** Answers what it says of its end; empty: the broker took the message. */
export async function publish(login: Login, topic: string, payload: string): Promise<string> {
  const args = [...common(login), '-q', '1', '-t', topic, '-m', payload];
  const child = spawn('mosquitto_pub', args);
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (said += text));
  await once(child, 'close');
  return said.trim();
}

/** Hears from now on; `heard` are lines `<topic> <payload>`. */
export async function subscribe(login: Login, filters: readonly string[]) {
  const topics = filters.flatMap((filter) => ['-t', filter]);
  const args = [...common(login), '-d', '-q', '1', '-F', 'HEARD %t %p', ...topics];
  // Into a pipe it would say nothing until it has said 4 KiB.
  const child = spawn('stdbuf', ['-oL', 'mosquitto_sub', ...args]);
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (said += text));
  const gone = once(child, 'close');
  let ended = false;
  void gone.then(() => {
    ended = true;
  });
  const heardOf = () => ended || /Subscribed|SUBACK/.test(said);
  await waitFor('its subscriptions', heardOf).catch((err) => {
    child.kill('SIGKILL');
    throw err;
  });
  return {
    heard: () => said.split('\n').flatMap((line) => line.match(/^HEARD (.*)$/)?.[1] ?? []),
    said: () => said,
    hasEnded: () => ended,
    async end(): Promise<void> {
      child.kill('SIGKILL');
      await gone;
    },
  };
}
