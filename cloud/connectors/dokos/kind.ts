import { connectorKind } from '../connector-kind.ts';
import { dokosClient } from './client.ts';
import { dokosConnector } from './connector.ts';
import { dokosSettings } from './dokos-settings.ts';
import { dokosReasons } from './dokos-words.ts';

/** Short, for what comes later is another time there. */
const deadlineMs = 10_000;

/** The federation of venues of Dokos. */
export const dokosKind = connectorKind({
  settings: dokosSettings,
  secrets: ['key'],
  reasons: dokosReasons,
  isAtMostOnce: true,
  asks: () => ['email'],
  open(settings, { key }: { readonly key: string }, { hosts, timers, clock }) {
    const server = new URL(settings.address.replace(/\/*$/, '/'));
    const client = dokosClient({ server, key }, { hosts, timers, deadlineMs });
    return dokosConnector(client, settings, clock);
  },
});
