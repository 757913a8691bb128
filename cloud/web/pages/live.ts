import type { ServerResponse } from 'node:http';
import type { FastifyInstance } from 'fastify';
import type { Cancel } from '../../../shared/domain/clock.ts';
import { failure } from '../../../shared/runtime/errors.ts';
import { whoAsks } from '../api/resource.ts';
import type { WebDeps } from '../deps.ts';
import { mayAt, type Principal } from '../principal.ts';

const heartbeatMs = 15_000;
/** A stream outlives its session, or rights that were taken away, by no more than this. */
const checkEveryMs = 2_000;
/** Many taps at once are one look. */
const gatherMs = 1_000;
const mostInAll = 200;
const mostEach = 6;

type Staff = Extract<Principal, { kind: 'staff' }>;
interface Listener {
  readonly staff: Staff;
  readonly stream: ServerResponse;
}

/**
 * Server-sent events for open dashboards: they say that it is worth looking again and hold nothing of anybody; what
 * changed is read by the page itself, with its own rights. A stream ends with its session.
 */
export function livePages(app: FastifyInstance, deps: WebDeps): void {
  const listeners = new Set<Listener>();
  const running: Cancel[] = [];
  const end = (one: Listener) => {
    listeners.delete(one);
    one.stream.end();
    if (listeners.size === 0) for (let stop = running.pop(); stop; stop = running.pop()) stop();
  };

  app.get('/live', { schema: { hide: true } }, async (request, reply) => {
    const staff = whoAsks(request.principal);
    if (staff.kind !== 'staff') {
      throw failure('badRequest', { detail: 'Open pages listen here; programs read the lists.' });
    }
    const own = [...listeners].filter((one) => one.staff.session === staff.session);
    // A page reloaded in a hurry leaves its stream behind: the oldest of one's own makes room.
    if (own.length >= mostEach && own[0]) end(own[0]);
    if (listeners.size >= mostInAll) throw failure('tooManyRequests', { seconds: 60 });
    reply.hijack();
    const stream = reply.raw;
    stream.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
      'x-content-type-options': 'nosniff',
    });
    stream.write('retry: 3000\n\n');
    const listener = { staff, stream };
    listeners.add(listener);
    stream.on('close', () => end(listener));
    if (running.length === 0) start();
  });

  function start(): void {
    let gathered: Cancel | null = null;
    const devices = new Set<string | null>();
    running.push(
      deps.timers.every(heartbeatMs, beat),
      deps.timers.every(checkEveryMs, () => void check()),
      deps.changes.on(({ device }) => {
        devices.add(device);
        gathered ??= deps.timers.after(gatherMs, () => {
          gathered = null;
          const some = [...devices];
          devices.clear();
          void tell(some);
        });
      }),
      () => gathered?.(),
    );
  }

  async function tell(devices: readonly (string | null)[]): Promise<void> {
    const places = await Promise.all(
      devices.map(async (device) =>
        device === null ? null : ((await deps.registry.devices.find(device))?.placeId ?? null),
      ),
    ).catch(() => [null]);
    for (const { staff, stream } of listeners) {
      const concerns = places.some((place) => place === null || mayAt(staff, place));
      if (concerns) stream.write('event: changed\ndata:\n\n');
    }
  }

  /** Keeps the line open through proxies, and no session alive: nobody need be sitting before the page. */
  function beat(): void {
    for (const { stream } of listeners) stream.write(': still here\n\n');
  }

  /**
   * Ends the streams whose sessions did: by signing out elsewhere, by age, or because their person may less now, which
   * ends every session of theirs. Asked of the store, for it may have been another aggregator's doing.
   */
  async function check(): Promise<void> {
    const all = [...listeners];
    const sessions = [...new Set(all.map(({ staff }) => staff.session))];
    const live = await deps.identity
      .liveSessions(sessions, deps.clock.now())
      .catch(() => new Set<string>());
    for (const one of all) if (!live.has(one.staff.session)) end(one);
  }

  app.addHook('onResponse', async ({ routeOptions, principal }) => {
    if (routeOptions.url !== '/sign-out' || principal?.kind !== 'staff') return;
    for (const one of [...listeners]) if (one.staff.session === principal.session) end(one);
  });
  app.addHook('preClose', async () => {
    for (const one of [...listeners]) end(one);
  });
}
