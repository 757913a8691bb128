import type { Connection, ConnectionTests, DeliveryRecord } from '../../ports/connections.ts';
import type { WebDeps } from '../deps.ts';
import { dayOf } from '../format.ts';
import type { PageContext } from '../pages/page-context.ts';
import { momentOf } from '../report/view.ts';
import { whyOf } from './said-connection.ts';
import { type Again, againOf } from './try-again.ts';

/** A delivery as it is said on a page. */
export interface SaidDelivery {
  readonly delivery: DeliveryRecord;
  /** Why it is not there, or not yet; null: there is nothing to say. */
  readonly why: string | null;
  readonly again: Again;
}

export function saidOf(
  tests: Pick<ConnectionTests, 'sentenceOf' | 'isAtMostOnce'>,
  connection: Pick<Connection, 'kind'>,
  delivery: DeliveryRecord,
  language: PageContext['language'],
): SaidDelivery {
  const { reason, about } = delivery;
  const because = reason === null ? null : { why: reason, ...(about && { about }) };
  return {
    delivery,
    why: because && whyOf(tests, connection, because, language),
    again: againOf(delivery, tests.isAtMostOnce(connection.kind)),
  };
}

/** How those of a page are called, and its times said. */
export interface Around {
  readonly memberNames: ReadonlyMap<string, string>;
  readonly pointNames: ReadonlyMap<string, string>;
  readonly timeZone: string;
  readonly today: string;
  readonly moment: (atMs: number) => string;
}

export async function aroundOf(
  { registry, clock }: Pick<WebDeps, 'registry' | 'clock'>,
  { language }: Pick<PageContext, 'language'>,
  placeId: string,
  items: readonly Pick<DeliveryRecord, 'memberId'>[],
): Promise<Around> {
  const ids = new Set(items.flatMap(({ memberId }) => memberId ?? []));
  const members = await Promise.all([...ids].map((id) => registry.members.find(id)));
  const points = await registry.accessPoints.list({ limit: 1000, cursor: null }, { placeId });
  const timeZone = (await registry.places.find(placeId))?.timeZone ?? 'Europe/Paris';
  const today = dayOf(clock.now(), timeZone);
  return {
    memberNames: new Map(members.flatMap((found) => (found ? [[found.id, found.name]] : []))),
    pointNames: new Map(points.items.map(({ id, name }) => [id, name])),
    ...{ timeZone, today },
    moment: (atMs) => momentOf(atMs, { timeZone, today, language }),
  };
}
