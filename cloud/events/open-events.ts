import { generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import type { Clock, Timers } from '../../shared/domain/clock.ts';
import type { Job } from '../../shared/runtime/cron.ts';
import { failure } from '../../shared/runtime/errors.ts';
import { hostRule } from '../../shared/runtime/host-rule.ts';
import type { Logger } from '../../shared/runtime/logger.ts';
import type { Changes } from '../ports/changes.ts';
import type { Algorithm, MadeEndpoint, WebhookEndpoints } from '../ports/webhook-endpoints.ts';
import type { Database } from '../store/database.ts';
import { purgeWebhooks } from '../store/purge-webhooks.ts';
import { sealBy } from '../store/seal.ts';
import { openKeptEndpoints, rowOf } from '../store/webhook-endpoints.ts';
import { openWebhookOutbox } from '../store/webhook-outbox.ts';
import { postEvent } from '../webhook/post-event.ts';
import { publicKeyOf } from '../webhook/sign.ts';
import { type Events, keepEvents } from './keep-events.ts';
import { tryEvent } from './try-event.ts';

const hourMs = 3_600_000;
/** So long a former secret signs beside the new one. */
const overlapMs = 24 * hourMs;

export interface Webhooks {
  readonly endpoints: WebhookEndpoints;
  readonly events: Events;
  readonly tidy: Job;
}

/** Programs elsewhere that are told what happened, wired. */
export function openEvents(
  database: Database,
  signingKey: KeyObject,
  { webhookHosts, deadlineMs }: { readonly webhookHosts: readonly string[]; deadlineMs?: number },
  around: {
    readonly changes: Changes;
    readonly clock: Clock;
    readonly timers: Timers;
    readonly logger: Logger;
  },
): Webhooks {
  const { clock } = around;
  const { now } = clock;
  const seal = sealBy(signingKey, 'badgeuse webhooks: secrets');
  const hosts = hostRule(webhookHosts);
  const config = { hosts, now, ...(deadlineMs !== undefined && { deadlineMs }) };
  const post = (message: Parameters<typeof postEvent>[1]) => postEvent(config, message);
  const kept = openKeptEndpoints(database, seal, publicKeyOf);
  const outbox = openWebhookOutbox(database);
  const trying = { post, seal, clock, random: Math.random };
  const events = keepEvents({ ...around, ...trying, database, outbox, startedAt: now() });

  const found = async (id: string) => {
    const endpoint = await kept.find(id);
    if (!endpoint) throw failure('notFound', { what: 'webhook', id });
    return endpoint;
  };
  const made = async (id: string, secret: string): Promise<MadeEndpoint> => ({
    endpoint: await found(id),
    secret: publicKeyOf(secret) === null ? secret : null,
  });

  const endpoints: WebhookEndpoints = {
    list: kept.list,
    find: kept.find,
    async mayCall(text) {
      const url = URL.parse(text);
      const isOurs = url !== null && /^https?:$/.test(url.protocol);
      if (!isOurs || url.username !== '' || url.password !== '') return 'noAddress';
      const at = await hosts(url);
      if (at === 'hostNotAllowed') return at;
      return at === 'unreachable' ? 'unknownHost' : 'well';
    },
    async create(wanted, at) {
      const secret = newSecret(wanted.algorithm);
      return made(await kept.insert(wanted, secret, at), secret);
    },
    async change(id, { types, ...said }) {
      const spelled = types === undefined || types === '*' ? types : JSON.stringify(types);
      const fields = { ...said, ...(spelled !== undefined && { types: spelled }) };
      if (Object.keys(fields).length > 0) await kept.write(id, fields);
      return found(id);
    },
    async set(id, state, at) {
      await kept.write(id, { state, why: null, failing_since: null, held_until: 0 });
      if (state === 'enabled') await outbox.hurry(id, at);
      void events.run();
      return found(id);
    },
    async rotate(id, at) {
      const { algorithm } = await found(id);
      const secret = newSecret(algorithm);
      await kept.rotate(id, secret, at + overlapMs);
      return made(id, secret);
    },
    remove: kept.remove,
    async ping(id) {
      const row = await rowOf(database.db, id);
      if (!row) throw failure('notFound', { what: 'webhook', id });
      const said = { place: row.place, device: null, at: now(), data: '{}' };
      const event = { ...said, id: uuidv7({ msecs: now() }), type: 'webhook.ping' } as const;
      const { attempt } = await tryEvent(trying, row, event);
      await kept.addAttempt(id, attempt);
      return attempt;
    },
    attempts: kept.attempts,
    async sendAgain(id, event, at) {
      await found(id);
      await outbox.again(id, event, at);
      void events.run();
    },
    async replay(id, since, at) {
      const n = await outbox.replay(id, since, at);
      void events.run();
      return n;
    },
  };
  return {
    ...{ endpoints, events },
    tidy: {
      ...{ name: 'forget events that programs were told of', pattern: '50 3 * * *' },
      ...{ minGapMs: 12 * hourMs, maxGapMs: 48 * hourMs },
      run: () => purgeWebhooks(database, now()),
    },
  };
}

/** As Standard Webhooks write them: 32 random bytes, or the seed of an ed25519 pair. */
function newSecret(algorithm: Algorithm): string {
  if (algorithm === 'v1') return `whsec_${randomBytes(32).toString('base64')}`;
  const { privateKey } = generateKeyPairSync('ed25519');
  const seed = privateKey.export({ type: 'pkcs8', format: 'der' }).subarray(-32);
  return `whsk_${seed.toString('base64')}`;
}
