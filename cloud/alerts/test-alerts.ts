import { v7 as uuidv7 } from 'uuid';
import { writeLetter } from '../mail/letters.ts';
import type { AlertTests } from '../ports/alerts.ts';
import type { Mailer } from '../ports/mail.ts';
import type { WebhookPoster } from '../ports/webhooks.ts';
import { openAlertSettings } from '../store/alert-settings.ts';
import type { Database } from '../store/database.ts';
import { pingEvent } from './compose-event.ts';

/** Tries the way to somebody at once, while somebody waits for the answer: nothing of it is kept or tried again. */
export function testAlerts(
  database: Database,
  parts: {
    readonly mailer: Mailer | null;
    readonly poster: WebhookPoster;
    readonly mayCall: AlertTests['mayCall'];
    readonly now: () => number;
  },
): AlertTests {
  const { mailer, poster, mayCall, now } = parts;
  return {
    mayCall,
    mail:
      mailer &&
      (async (placeId, to) => {
        const place = await database.db
          .selectFrom('place')
          .select(['name', 'language', 'time_zone'])
          .where('id', '=', placeId)
          .executeTakeFirstOrThrow();
        const { name, language, time_zone: timeZone } = place;
        const letter = { to: 'staff', what: 'test' } as const;
        const written = writeLetter({ place: name, language, timeZone }, letter);
        return mailer.send({ ...written, to, id: uuidv7({ msecs: now() }), stopUrl: null });
      }),
    async webhook(placeId) {
      const to = await openAlertSettings(database).webhookOf(placeId);
      const id = uuidv7({ msecs: now() });
      return to && poster.post(pingEvent(to, { id, placeId, atMs: now() }));
    },
  };
}
