import { accounts } from './accounts.ts';
import { alerts } from './alerts.ts';
import { allowances } from './allowances.ts';
import type { Area, Translated } from './area.ts';
import { audit } from './audit.ts';
import { auditFields } from './audit-fields.ts';
import { cards } from './cards.ts';
import { confirmation } from './confirmation.ts';
import { connection } from './connection.ts';
import { connectionForms } from './connection-forms.ts';
import { connections } from './connections.ts';
import { corrections } from './corrections.ts';
import { deliveries } from './deliveries.ts';
import { devices } from './devices.ts';
import { doorEvents } from './door-events.ts';
import { doorWiring } from './door-wiring.ts';
import { erasures } from './erasures.ts';
import { evacuation } from './evacuation.ts';
import { federations } from './federations.ts';
import { fedowDesk } from './fedow-desk.ts';
import { firstRun } from './first-run.ts';
import { form } from './form.ts';
import { importNotes } from './import-notes.ts';
import { imports } from './imports.ts';
import { incidents } from './incidents.ts';
import { inlet } from './inlet.ts';
import { ledger } from './ledger.ts';
import { locks } from './locks.ts';
import { mailLinks } from './mail-links.ts';
import { members } from './members.ts';
import { nameless } from './nameless.ts';
import { notice } from './notice.ts';
import { ownPage } from './own-page.ts';
import { ownRecord } from './own-record.ts';
import { passage } from './passage.ts';
import { passes } from './passes.ts';
import { placeRules } from './place-rules.ts';
import { places } from './places.ts';
import { pointsOfSale } from './points-of-sale.ts';
import { pooled } from './pooled.ts';
import { presence } from './presence.ts';
import { privacy } from './privacy.ts';
import { problem } from './problem.ts';
import { problemCodes } from './problem-codes.ts';
import { rates } from './rates.ts';
import { records } from './records.ts';
import { report } from './report.ts';
import { retention } from './retention.ts';
import { rulesPreview } from './rules-preview.ts';
import { settings } from './settings.ts';
import { settlement } from './settlement.ts';
import { shell } from './shell.ts';
import { signIn } from './sign-in.ts';
import { signingKey } from './signing-key.ts';
import { systems } from './systems.ts';
import { today } from './today.ts';
import { totals } from './totals.ts';
import { unlock } from './unlock.ts';
import { webhooks } from './webhooks.ts';
import { whoEnters } from './who-enters.ts';

/** Every area; a word belongs to one of them only. A new one is a file here, and its line below. */
export const areas = {
  cards,
  accounts,
  allowances,
  alerts,
  audit,
  auditFields,
  confirmation,
  connections,
  corrections,
  connection,
  deliveries,
  devices,
  doorEvents,
  doorWiring,
  erasures,
  evacuation,
  federations,
  connectionForms,
  fedowDesk,
  firstRun,
  form,
  importNotes,
  imports,
  ledger,
  locks,
  incidents,
  inlet,
  mailLinks,
  members,
  nameless,
  notice,
  ownPage,
  ownRecord,
  passage,
  passes,
  placeRules,
  places,
  pointsOfSale,
  pooled,
  presence,
  privacy,
  problem,
  problemCodes,
  rates,
  records,
  report,
  retention,
  rulesPreview,
  settings,
  settlement,
  shell,
  signIn,
  signingKey,
  systems,
  today,
  totals,
  unlock,
  webhooks,
  whoEnters,
} as const;

type Both<T> = (T extends unknown ? (all: T) => void : never) extends (all: infer A) => void
  ? A
  : never;
type French = Both<(typeof areas)[keyof typeof areas]['fr']>;
export type Words = { readonly [K in keyof Translated<French>]: Translated<French>[K] };

const every = (language: keyof Area<object>): Words =>
  Object.assign({}, ...Object.values(areas).map((one) => one[language])) as Words;

export const fr: Words = every('fr');
export const en: Words = every('en');
