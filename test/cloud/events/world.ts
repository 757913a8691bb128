import { createAnnouncer } from '../../../cloud/announce.ts';
import { openEvents } from '../../../cloud/events/open-events.ts';
import { openJournal } from '../../../cloud/open-journal.ts';
import type { WantedEndpoint } from '../../../cloud/ports/webhook-endpoints.ts';
import type { Database } from '../../../cloud/store/database.ts';
import { silentLogger } from '../../../shared/runtime/logger.ts';
import { systemClock } from '../../../shared/runtime/system-clock.ts';
import { newKeyPair } from '../../../shared/wire/keys.ts';
import { serveOnLoopback } from '../../fakes/loopback-server.ts';
import { manualTime } from '../../fakes/manual-time.ts';
import { openTestRegistry } from '../open-test-registry.ts';
import { seedPlace, testDevice } from '../test-device.ts';

/** Pairing books by the machine's clock, and nothing older than a month is told. */
export const start = Math.floor(systemClock.now() / 1_000) * 1_000;

export type Answer = { status: number; headers?: Record<string, string>; text?: string } | 'hang';
export interface Heard {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly event: { id: string; type: string; data: Record<string, unknown>; source: string };
}

/** A program that answers each path as the test says, and keeps what it heard. */
export async function receiver() {
  const heard: Heard[] = [];
  const answers = new Map<string, Answer>();
  const server = await serveOnLoopback(({ url, headers, body, say }) => {
    heard.push({
      path: url,
      headers: headers as Record<string, string>,
      body,
      event: JSON.parse(body),
    });
    const answer = answers.get(url) ?? { status: 204 };
    if (answer !== 'hang') say(answer.status, answer.headers ?? {}, answer.text);
  });
  return {
    ...{ heard, answers, host: server.authority, close: server.close },
    typesAt: (path: string) =>
      heard
        .filter((one) => one.path === path)
        .map(({ event }) => event.type.slice('org.badgeuse.'.length)),
  };
}

const never = () => () => undefined;
/** A round begins where the test says so. */
const still = { after: never, every: never };

/** A place with a device, and programs that are told what happens there. */
export async function eventWorld(database: Database, host: string) {
  const time = manualTime(start);
  const device = testDevice('reader');
  await seedPlace(database, [device]);
  const registry = openTestRegistry(database, time.now);
  await registry.members.create({ id: 'ada', name: 'Ada', email: 'ada@example.org' });
  const journal = openJournal(database);
  const changes = createAnnouncer();
  const { privateKey } = newKeyPair();
  const begin = (on: Database = database, webhookHosts: readonly string[] = [host]) =>
    openEvents(
      on,
      privateKey,
      { webhookHosts, deadlineMs: 400 },
      { changes, clock: time, timers: still, logger: silentLogger },
    );
  const webhooks = begin();
  let seq = 0;
  return {
    ...{ database, time, registry, journal, device, begin, webhooks },
    add: (path: string, wanted: Partial<WantedEndpoint> = {}) =>
      webhooks.endpoints.create(
        {
          ...{ placeId: null, url: `http://${host}${path}`, description: '', types: '*' },
          ...{ algorithm: 'v1', ...wanted },
        },
        time.now(),
      ),
    /** Hands over what the device wrote since, and lets everything due be tried. */
    async send(count: number) {
      const from = seq + 1;
      seq += count;
      const payload = device.batch(from, seq);
      await journal.ingest.journal({ device: device.id, payload, receivedAt: time.now() });
    },
    run: () => webhooks.events.run(),
  };
}
