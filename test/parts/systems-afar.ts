import { type FakeDokos, fakeDokos } from '../fakes/dokos/server.ts';
import { type FakeFedow, fakeFedow } from '../fakes/fedow/server.ts';
import { type FakeFrappe, fakeFrappe } from '../fakes/frappe/server.ts';
import { serveOnLoopback } from '../fakes/loopback-server.ts';

export const systemNames = ['fedow', 'frappe', 'dokos', 'webhook'] as const;

/**
 * When something befalls who asks, as one request is: `lost`, neither done nor answered; `mute`, done and not answered;
 * `late`, done some time after it was looked for there; `answered`, some milliseconds later.
 */
export const moments = ['lost', 'mute', 'late', 'answered'] as const;
type Moment = (typeof moments)[number];

interface EventHeard {
  readonly id: string;
  readonly body: string;
}

/** Other systems on loopback, of which one can be told to spring a trap on who next writes something there. */
export interface SystemsAfar {
  readonly fedow: FakeFedow;
  readonly frappe: FakeFrappe;
  readonly dokos: FakeDokos;
  readonly webhookUrl: string;
  /** Every event that was taken, and each time it was. */
  readonly events: readonly EventHeard[];
  /** As a setting names who may be asked though it is in the house. */
  readonly hosts: string;
  /** Resolves at that moment of the next request there that writes something. */
  trap(at: (typeof systemNames)[number], moment: Moment): Promise<void>;
  untrap(): void;
  close(): Promise<void>;
}

const frappeKey = 'a1b2c3d4e5f6a7b:f6e5d4c3b2a1f0e';
export const frappeSecrets = {
  apiKey: frappeKey.slice(0, 15),
  apiSecret: frappeKey.slice(16),
};

export async function systemsAfar(): Promise<SystemsAfar> {
  let set: { readonly at: string; readonly moment: Moment; readonly spring: () => void } | null =
    null;
  const spring = (): void => {
    const sprung = set;
    set = null;
    sprung?.spring();
  };
  const momentAt = (at: string, isWriting: boolean): 'well' | Exclude<Moment, 'answered'> => {
    if (set?.at !== at || !isWriting) return 'well';
    if (set.moment !== 'answered') return set.moment;
    setTimeout(spring, Math.random() * 20);
    return 'well';
  };

  const fedow = await fakeFedow({ silence: spring });
  /** What came late was not there as it was looked for, and is a moment later. */
  const catchUpSoon = (fake: FakeFedow | FakeFrappe): void =>
    void setTimeout(fake.catchUp, 50 + Math.random() * 300);
  fedow.moodOf = (path) => {
    if (path === '/transaction/list_by_asset/') catchUpSoon(fedow);
    return momentAt('fedow', path === '/card/badge/');
  };
  const frappe = await fakeFrappe({ now: Date.now, silence: spring });
  frappe.moodOf = ({ method, path }) => {
    if (method === 'GET' && path.startsWith('/api/resource/')) catchUpSoon(frappe);
    return momentAt('frappe', method === 'POST');
  };
  frappe.site.users.set(frappeKey, { email: 'badgeuse@example.org', roles: ['Badge Reader'] });
  const dokos = await fakeDokos({ silence: spring });
  dokos.moodOf = () => {
    const moment = momentAt('dokos', true);
    // It is told what happens now: nothing that came late would be done there.
    return moment === 'late' ? 'lost' : moment;
  };
  const events: EventHeard[] = [];
  const receiver = await serveOnLoopback(({ headers, body, say }) => {
    const moment = momentAt('webhook', true);
    if (moment === 'lost') return spring();
    events.push({ id: String(headers['webhook-id']), body });
    if (moment !== 'well') return spring();
    say(204, {});
  });
  return {
    ...{ fedow, frappe, dokos, events, webhookUrl: `http://${receiver.authority}/events` },
    hosts: [
      ...[fedow.domain, receiver.authority],
      ...[frappe.origin, dokos.address].map((url) => new URL(url).host),
    ].join(','),
    trap: (at, moment) =>
      new Promise((resolve) => {
        set = { at, moment, spring: resolve };
      }),
    untrap() {
      set = null;
    },
    async close() {
      for (const one of [fedow, frappe, dokos, receiver]) await one.close();
    },
  };
}
