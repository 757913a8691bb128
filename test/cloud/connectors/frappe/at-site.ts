import { randomUUID } from 'node:crypto';
import { frappeClient } from '../../../../cloud/connectors/frappe/client.ts';
import {
  type FrappeConnectorParts,
  frappeConnector,
} from '../../../../cloud/connectors/frappe/connector.ts';
import type { FrappeTarget } from '../../../../cloud/connectors/frappe/frappe-settings.ts';
import { mapOf } from '../../../../cloud/connectors/frappe/presets.ts';
import type { OutboundPunch } from '../../../../cloud/ports/connectors.ts';
import type { Cancel, Timers } from '../../../../shared/domain/clock.ts';
import { hostRule } from '../../../../shared/runtime/host-rule.ts';
import { type FakeFrappe, fakeFrappe } from '../../../fakes/frappe/server.ts';
import { type ManualTime, manualTime } from '../../../fakes/manual-time.ts';

export const settleMs = 120_000;
export const key = { apiKey: 'a1b2c3d4e5f6a7b', apiSecret: 'f6e5d4c3b2a1f0e' };
export const checkin: FrappeTarget = { preset: 'employeeCheckin', by: 'name', is: 'knownAs' };
export const passage: FrappeTarget = { preset: 'historyOfPassage' };

/** Deadlines that fall due as soon as the fake says that it will never answer: no test waits for one. */
function deadlines(): Timers & { fallDue(): void } {
  const due = new Set<() => void>();
  const after = (_delayMs: number, run: () => void): Cancel => {
    due.add(run);
    return () => due.delete(run);
  };
  return { after, every: after, fallDue: () => due.forEach((run) => void run()) };
}

export interface AtSite {
  readonly fake: FakeFrappe;
  readonly time: ManualTime;
  readonly uids: readonly string[];
  /** What the account of the key may do. */
  roles(...roles: string[]): void;
  connector(
    target: FrappeTarget,
    more?: Partial<FrappeConnectorParts>,
  ): ReturnType<typeof frappeConnector>;
  punch(n: number, more?: Partial<OutboundPunch>): OutboundPunch;
}

/** A site with twenty employees and badges, and our key. */
export async function atSite(): Promise<AtSite> {
  const time = manualTime(Date.UTC(2026, 10, 21, 8));
  const timers = deadlines();
  const fake = await fakeFrappe({ now: () => time.now(), silence: () => timers.fallDue() });
  const account = { email: 'badgeuse@example.org', roles: ['HR User', 'Badge Reader'] as string[] };
  fake.site.users.set(`${key.apiKey}:${key.apiSecret}`, account);
  const uids = Array.from({ length: 20 }, (_, n) => `04${String(n).padStart(2, '0')}AABBCCDDEE`);
  uids.forEach((uid, n) => {
    const rfid = uid.toLowerCase().match(/../g)?.join(':') ?? '';
    const user = `person-${n}@example.org`;
    const employee = { name: `HR-EMP-${n}`, status: 'Active', user_id: user };
    fake.site.docsOf('Employee').push({ ...employee, attendance_device_id: uid });
    fake.site.docsOf('Allocation Of Badge').push({ name: `B-${n}`, rfid, user, customer: null });
  });
  const world = {
    hosts: hostRule([new URL(fake.origin).host]),
    clock: time,
    timers,
    deadlineMs: 20_000,
  };
  const site = { server: new URL(fake.origin), key: `${key.apiKey}:${key.apiSecret}` };
  const client = frappeClient(site, world);
  let seq = 0;
  return {
    fake,
    time,
    uids,
    roles(...roles) {
      account.roles = roles;
    },
    connector: (target, more = {}) =>
      frappeConnector({
        ...{ client, map: mapOf(target), timeZone: 'Europe/Paris', clock: time, settleMs },
        ...more,
      }),
    punch(n, more = {}) {
      // One a second for everybody: what falls into one second is one record there.
      time.advance(1_000);
      return {
        id: randomUUID(),
        cardUid: uids[n] ?? '04FFFFFFFFFFFF',
        member: { id: `member-${n}`, email: null, knownAs: `HR-EMP-${n}`, homePlaceId: null },
        placeId: 'plume',
        occurredAt: time.now(),
        direction: 'in',
        device: 'reader-1',
        seq: ++seq,
        itemId: null,
        isHolderTold: false,
        ...more,
      };
    },
  };
}
