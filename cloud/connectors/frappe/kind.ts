import { type ConnectorSurroundings, memberFacts } from '../../ports/connectors.ts';
import { connectorKind } from '../connector-kind.ts';
import { frappeClient } from './client.ts';
import { frappeConnector } from './connector.ts';
import { faultsOfMap, neededOf } from './field-map.ts';
import { frappeSettings } from './frappe-settings.ts';
import { frappeReasons } from './frappe-words.ts';
import { mapOf } from './presets.ts';

/** From the first look at the name to the last byte. */
const deadlineMs = 20_000;
/** A site ends a request after two minutes; what nobody waits for any more is worked on as long. */
const settleMs = 150_000;

const isTimeZone = (timeZone: string): boolean => {
  try {
    return Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(timeZone) !== null;
  } catch {
    return false;
  }
};

/** A site of Frappe: ERPNext, HRMS, Dokos, or one of somebody's own. */
export const frappeKind = connectorKind({
  settings: frappeSettings,
  secrets: ['apiKey', 'apiSecret'],
  reasons: frappeReasons,
  faults({ timeZone, target }) {
    const says = `${timeZone} is no time zone: Europe/Paris is one.`;
    const zone = { setting: 'timeZone', why: 'malformed', says } as const;
    return [...(isTimeZone(timeZone) ? [] : [zone]), ...faultsOfMap(mapOf(target))];
  },
  asks({ target }) {
    const needed = neededOf(mapOf(target));
    return memberFacts.filter((fact) => fact !== 'told' && needed.has(fact));
  },
  open(
    { address, timeZone, target },
    { apiKey, apiSecret }: Readonly<Record<'apiKey' | 'apiSecret', string>>,
    { hosts, clock, timers }: ConnectorSurroundings,
  ) {
    const site = { server: new URL(address), key: `${apiKey}:${apiSecret}` };
    const client = frappeClient(site, { hosts, timers, deadlineMs });
    return frappeConnector({ client, map: mapOf(target), timeZone, clock, settleMs });
  },
});
