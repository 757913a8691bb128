import type { EventRow } from '../store/webhook-outbox.ts';

type Told = Pick<EventRow, 'id' | 'place' | 'device' | 'at' | 'data'> & { readonly type: string };

/**
 * The event as a CloudEvent, the same bytes at each try. `timestamp` beside `time`: who reads by Standard Webhooks
 * alone finds its word too.
 */
export function bodyOfEvent({ id, type, place, device, at, data }: Told): string {
  const time = new Date(at).toISOString();
  const source = [
    ...(place === null ? [] : ['places', encodeURIComponent(place)]),
    ...(device === null ? [] : ['devices', encodeURIComponent(device)]),
  ];
  return JSON.stringify({
    ...{ specversion: '1.0', id, source: `/${source.join('/')}`, type: `org.badgeuse.${type}` },
    ...{ time, timestamp: time, datacontenttype: 'application/json', data: JSON.parse(data) },
  });
}
