import type { KeyObject } from 'node:crypto';
import {
  emailsIn,
  isSignedByFrappe,
  readFederationRecord,
} from '../connectors/dokos/webhook-in.ts';
import type { Inlets } from '../ports/inlets.ts';
import type { Database } from '../store/database.ts';
import { openInletStore } from '../store/inlets.ts';
import { sealBy } from '../store/seal.ts';

/** How a federation of venues asks us whether somebody may enter, and tells us who came and went elsewhere. */
export function openInlets(database: Database, signingKey: KeyObject): Inlets {
  const { keep, webhookSecret, ...kept } = openInletStore(
    database,
    sealBy(signingKey, 'badgeuse webhooks in'),
  );
  return {
    ...kept,
    async take(connectionId, raw, signature, now) {
      const secret = await webhookSecret(connectionId);
      if (secret === null || !isSignedByFrappe(secret, raw, signature)) return 'refused';
      const record = readFederationRecord(raw);
      if (!record) return 'strange';
      const { key, body } = record;
      const isNew = await keep(
        connectionId,
        { key, body: JSON.stringify(body), emails: emailsIn(body) },
        now,
      );
      return isNew ? 'kept' : 'known';
    },
  };
}
