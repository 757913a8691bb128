import { createHmac, hkdfSync, type KeyObject } from 'node:crypto';
import type { Database } from './database.ts';
import { type Seal, sealBy, sealMark } from './seal.ts';

/** What keeps second steps from whoever has the store alone. */
export interface SecondStepSeal extends Seal {
  /** Of a recovery code: too short for a hash that anybody can make. */
  digest(staffId: string, code: string): string;
}

export function secondStepSeal(signingKey: KeyObject): SecondStepSeal {
  const root = signingKey.export({ type: 'pkcs8', format: 'der' });
  const purpose = 'badgeuse second step: recovery codes';
  const recoveryKey = Buffer.from(hkdfSync('sha256', root, '', purpose, 32));
  return {
    ...sealBy(signingKey, 'badgeuse second step: secrets'),
    digest: (staffId, code) =>
      createHmac('sha256', recoveryKey).update(`${staffId}\n${code}`).digest('hex'),
  };
}

/** Closes what a store of before holds open. */
export async function closeOpenSecrets({ db }: Database, seal: SecondStepSeal): Promise<void> {
  const rows = await db
    .selectFrom('staff')
    .select(['id', 'code_secret'])
    .where('code_secret', 'is not', null)
    .execute();
  for (const { id, code_secret: secret } of rows) {
    if (secret === null || secret.startsWith(sealMark)) continue;
    await db
      .updateTable('staff')
      .set({ code_secret: seal.close(id, secret) })
      .where('id', '=', id)
      .where('code_secret', '=', secret)
      .execute();
  }
}
