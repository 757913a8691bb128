import { access } from './access.ts';
import { accounts } from './accounts.ts';
import { alerts } from './alerts.ts';
import { allowances } from './allowances.ts';
import { audit } from './audit.ts';
import { care } from './care.ts';
import { closings } from './closings.ts';
import { commands } from './commands.ts';
import { confirmed } from './confirmed.ts';
import { connectedLocks } from './connected-locks.ts';
import { connections } from './connections.ts';
import { debts } from './debts.ts';
import { desk } from './desk.ts';
import { doorLines } from './door-lines.ts';
import { erasures } from './erasures.ts';
import { erasuresAfar } from './erasures-afar.ts';
import { federation } from './federation.ts';
import { firstRun } from './first-run.ts';
import { homePlaces } from './home-places.ts';
import { homesAfarUntil } from './homes-afar.ts';
import { homesBefore } from './homes-before.ts';
import { identity } from './identity.ts';
import { incidentPlaces } from './incident-places.ts';
import { inletAsked } from './inlet-asked.ts';
import { inlets } from './inlets.ts';
import { journal } from './journal.ts';
import { keyChange } from './key-change.ts';
import { ledger } from './ledger.ts';
import { nameless } from './nameless.ts';
import { openPassages } from './open-passages.ts';
import { openings } from './openings.ts';
import { ownCodes } from './own-codes.ts';
import { ownPage } from './own-page.ts';
import { pairing } from './pairing.ts';
import { passageDays } from './passage-days.ts';
import { passes } from './passes.ts';
import { people } from './people.ts';
import { placeRules } from './place-rules.ts';
import { pooled } from './pooled.ts';
import { pooledAssets } from './pooled-assets.ts';
import { presence } from './presence.ts';
import { registry } from './registry.ts';
import { retention } from './retention.ts';
import { timeClock } from './time-clock.ts';
import { tokenRules } from './token-rules.ts';
import { toldChanges } from './told-changes.ts';
import { webhooks } from './webhooks.ts';

/** One step of the store's history. Order is for ever: add at the end, never change what was released. */
export interface Migration {
  readonly name: string;
  readonly sqlite: string;
  readonly postgres: string;
}

export const migrations: readonly Migration[] = [
  registry,
  journal,
  identity,
  access,
  care,
  audit,
  people,
  timeClock,
  desk,
  accounts,
  firstRun,
  ownPage,
  pairing,
  openings,
  passageDays,
  ownCodes,
  placeRules,
  doorLines,
  confirmed,
  closings,
  commands,
  connectedLocks,
  retention,
  erasures,
  nameless,
  presence,
  keyChange,
  ledger,
  homePlaces,
  passes,
  tokenRules,
  alerts,
  debts,
  allowances,
  connections,
  federation,
  inlets,
  webhooks,
  pooled,
  erasuresAfar,
  openPassages,
  pooledAssets,
  toldChanges,
  homesBefore,
  inletAsked,
  homesAfarUntil,
  incidentPlaces,
];
