import type { Alert, Dispatch } from '../ports/alerts.ts';
import type { WebhookMessage } from '../ports/webhooks.ts';
import { openAlertSettings } from '../store/alert-settings.ts';
import { readAlert } from '../store/alerts.ts';
import type { Database } from '../store/database.ts';
import { readTold } from '../store/told-alerts.ts';

/** What happened, as programs name it; the ones of doors say which. */
const types = {
  forgottenExit: 'passage.exit_missing',
  doorAlarm: 'door',
  silentDevice: 'terminal.offline',
  lowBalance: 'balance.low',
  capacity: 'place.full',
  incident: 'incident.opened',
} as const satisfies Record<Alert['kind'], string>;
const doorTypes: Readonly<Record<string, string>> = {
  forced: 'door.forced',
  heldOpen: 'door.held_open',
  fire: 'door.fire',
};

const typeOf = ({ kind, about }: Alert): string =>
  kind === 'doorAlarm' ? (doorTypes[String(about['event'])] ?? 'door.opened') : types[kind];

/** The alert as a CloudEvent, without a name in it; null: it is settled, or no program is told any more. */
export async function composeEvent(
  database: Database,
  dispatch: Dispatch,
  now: number,
): Promise<WebhookMessage | null> {
  const { placeId, alertId } = dispatch;
  const settings = await openAlertSettings(database).webhookOf(placeId);
  const alert = alertId === null ? null : await readAlert(database.db, alertId);
  if (settings === null || alert === null || (await readTold(database, alert, now)) === null)
    return null;
  return messageOf(
    settings,
    { id: dispatch.id, placeId, type: typeOf(alert), atMs: alert.at },
    {
      ...alert.about,
      ...(alert.memberId !== null && { member: { ref: alert.memberId } }),
    },
  );
}

/** An event that says nothing, for whoever sets a receiver up. */
export const pingEvent = (
  to: { readonly url: string; readonly secret: string },
  of: { readonly id: string; readonly placeId: string; readonly atMs: number },
): WebhookMessage => messageOf(to, { ...of, type: 'webhook.ping' }, {});

function messageOf(
  to: { readonly url: string; readonly secret: string },
  of: {
    readonly id: string;
    readonly placeId: string;
    readonly type: string;
    readonly atMs: number;
  },
  data: object,
): WebhookMessage {
  const time = new Date(of.atMs).toISOString();
  const body = JSON.stringify({
    ...{ specversion: '1.0', id: of.id, source: `/places/${encodeURIComponent(of.placeId)}` },
    ...{ type: `org.badgeuse.${of.type}`, time, timestamp: time },
    ...{ datacontenttype: 'application/json', data },
  });
  return { ...to, id: of.id, body };
}
