import { noAlerts } from '../../cloud/ports/alerts.ts';
import { openAlertSettings } from '../../cloud/store/alert-settings.ts';
import { insertDispatches } from '../../cloud/store/alerts.ts';
import type { Database } from '../../cloud/store/database.ts';
import { openOutbox } from '../../cloud/store/dispatches.ts';
import { testNow } from '../cloud/web/fixture.ts';

/** Who is told of what at La Filature, one message that was refused, and one that is tried again. */
export async function seedAlerts(database: Database): Promise<void> {
  const place = 'filature';
  const kinds = {
    ...noAlerts.kinds,
    forgottenExit: { staff: 'daily', member: true, webhook: false },
    doorAlarm: { staff: 'atOnce', member: false, webhook: true },
  } as const;
  const addresses = [
    'accueil@filature.example',
    'une-adresse-vraiment-tres-longue@association.example',
  ];
  const quiet = { from: '22:00', until: '07:00' };
  const webhookUrl = 'https://n8n.filature.example/webhook/badgeuse';
  const settings = { ...noAlerts, kinds, addresses, quiet, webhookUrl };
  await openAlertSettings(database).save(place, settings, testNow - 86_400_000);
  const outbox = openOutbox(database);
  for (const [key, outcome] of [
    [
      '1',
      {
        state: 'parked',
        said: '550 5.1.1 <une-adresse-vraiment-tres-longue@association.example>: Recipient address rejected: User unknown',
      },
    ],
    [
      '2',
      {
        state: 'pending',
        said: 'connect ECONNREFUSED 192.0.2.7:587',
        nextTryAt: testNow + 1_800_000,
      },
    ],
  ] as const) {
    const row = {
      key,
      place,
      channel: 'mail',
      what: key === '1' ? 'doorAlarm' : 'digest',
    } as const;
    const address = addresses[2 - Number(key)] ?? '';
    await insertDispatches(database.db, [{ ...row, address, at: 0 }], testNow - 60_000);
    const claimed = await outbox.claim('mail', testNow);
    if (claimed) await outbox.settle(claimed, outcome, testNow);
  }
}
