import { randomBytes } from 'node:crypto';
import { failure } from '../../shared/runtime/errors.ts';
import {
  type AlertChoice,
  type AlertSettings,
  type AlertSettingsStore,
  alertKinds,
  type KeptAlertSettings,
  noAlerts,
} from '../ports/alerts.ts';
import type { Database } from './database.ts';
import type { AlertTables } from './schema/alerts.ts';

export const isOn = ({ staff, member, webhook }: AlertChoice): boolean =>
  staff !== 'off' || member || webhook;

export function openAlertSettings(database: Database): AlertSettingsStore {
  const { db } = database;
  return {
    async find(placeId) {
      const row = await db
        .selectFrom('alert_setting')
        .selectAll()
        .where('place', '=', placeId)
        .executeTakeFirst();
      return row ? settingsOf(row) : { ...noAlerts, placeId, since: {} };
    },
    async all() {
      const rows = await db.selectFrom('alert_setting').selectAll().orderBy('place').execute();
      return rows.map(settingsOf);
    },
    save: (placeId, settings, now) =>
      database.inTransaction(async (tx) => {
        const place = await tx
          .selectFrom('place')
          .select('id')
          .where('id', '=', placeId)
          .executeTakeFirst();
        if (!place) throw failure('notFound', { what: 'place', id: placeId });
        const before = await tx
          .selectFrom('alert_setting')
          .selectAll()
          .where('place', '=', placeId)
          .executeTakeFirst();
        const kept = before ? settingsOf(before) : null;
        const since = Object.fromEntries(
          alertKinds.flatMap((kind) =>
            isOn(settings.kinds[kind]) ? [[kind, kept?.since[kind] ?? now]] : [],
          ),
        );
        const said = { settings: JSON.stringify(settings), since: JSON.stringify(since) };
        const first = { digested_until: now, webhook_secret: newWebhookSecret() };
        await tx
          .insertInto('alert_setting')
          .values({ place: placeId, ...said, ...first })
          .onConflict((one) => one.column('place').doUpdateSet(said))
          .execute();
        return { ...settings, placeId, since };
      }),
    async webhookOf(placeId) {
      const row = await db
        .selectFrom('alert_setting')
        .selectAll()
        .where('place', '=', placeId)
        .executeTakeFirst();
      const url = row ? settingsOf(row).webhookUrl : null;
      return row && url !== null ? { url, secret: row.webhook_secret } : null;
    },
    async renewSecret(placeId) {
      const secret = newWebhookSecret();
      const row = await db
        .updateTable('alert_setting')
        .set({ webhook_secret: secret })
        .where('place', '=', placeId)
        .returning('place')
        .executeTakeFirst();
      if (!row) throw failure('notFound', { what: 'alert settings of the place', id: placeId });
      return secret;
    },
  };
}

/** As Standard Webhooks write a key for HMAC: 32 random bytes. */
const newWebhookSecret = (): string => `whsec_${randomBytes(32).toString('base64')}`;

function settingsOf(row: AlertTables['alert_setting']): KeptAlertSettings {
  const settings = JSON.parse(row.settings) as AlertSettings;
  const since = JSON.parse(row.since) as KeptAlertSettings['since'];
  // What a later version added is off until somebody says otherwise.
  const kinds = { ...noAlerts.kinds, ...settings.kinds };
  return { ...settings, kinds, placeId: row.place, since };
}
