import type { FastifyInstance } from 'fastify';
import { assets } from '../assets.ts';
import type { WebDeps } from '../deps.ts';
import { accessPointsPage } from './access-points-page.tsx';
import { accountPage } from './account-page.tsx';
import { alertsPage } from './alerts-page.tsx';
import { allowancesPage } from './allowances-page.tsx';
import { areasPage } from './areas-page.tsx';
import { assetsPage } from './assets-page.tsx';
import { auditPage } from './audit-page.tsx';
import { cardsPage } from './cards-page.tsx';
import { certificatePage } from './certificate-page.tsx';
import { connectionNewPage } from './connection-new-page.tsx';
import { connectionPage } from './connection-page.tsx';
import { connectionsPage } from './connections-page.tsx';
import { correctionPages } from './corrections.tsx';
import { correctionsList } from './corrections-list.tsx';
import { dashboard } from './dashboard.tsx';
import { debtPage } from './debt-page.tsx';
import { deliveriesPage } from './deliveries-page.tsx';
import { devicePage } from './device-page.tsx';
import { devicesPage } from './devices-page.tsx';
import { doorEventsPage } from './door-events-page.tsx';
import { doorsPage } from './doors-page.tsx';
import { enrolPage } from './enrol-page.tsx';
import { erasurePage } from './erasure-page.tsx';
import { evacuationPage } from './evacuation-page.tsx';
import { exitPage } from './exit-page.tsx';
import { federationsPage } from './federations-page.tsx';
import { fedowPage } from './fedow-page.tsx';
import { firstRunCard } from './first-run-card.tsx';
import { firstRunPages } from './first-run-page.tsx';
import { firstRunReader } from './first-run-reader.tsx';
import { givePage } from './give-page.tsx';
import { giveTokensPage } from './give-tokens-page.tsx';
import { grantsPage } from './grants-page.tsx';
import { groupsPage } from './groups-page.tsx';
import { importPage } from './import-page.tsx';
import { incidentsPage } from './incidents-page.tsx';
import { inletPage } from './inlet-page.tsx';
import { itemsPage } from './items-page.tsx';
import { livePages } from './live.ts';
import { lockdownPage } from './lockdown-page.tsx';
import { logoPage } from './logo-page.tsx';
import { mailsPage } from './mails-page.tsx';
import { memberPage } from './member-page.tsx';
import { membersPage } from './members-page.tsx';
import { namelessPage } from './nameless-page.tsx';
import { noticePage } from './notice-page.tsx';
import { ownCodePage } from './own-code-page.tsx';
import { ownPages } from './own-page.tsx';
import { ownLinkPages } from './own-page-links.tsx';
import { passMonthPage } from './pass-month-page.tsx';
import { passesPage } from './passes-page.tsx';
import { peopleCsv } from './people-csv.ts';
import { personalDataPage } from './personal-data-page.tsx';
import { pinPage } from './pin-page.tsx';
import { placesPage } from './places-page.tsx';
import { pointsOfSalePage } from './points-of-sale-page.tsx';
import { primaryCardsPages } from './primary-cards.tsx';
import { proposalPages } from './proposals.tsx';
import { punchPage } from './punch-page.tsx';
import { ratesPage } from './rates-page.tsx';
import { reportCsv } from './report-csv.ts';
import { reportPage } from './report-page.tsx';
import { reportTotals } from './report-totals.tsx';
import { retentionPage } from './retention-page.tsx';
import { samplePage } from './sample-page.tsx';
import { schedulesPage } from './schedules-page.tsx';
import { sessionsPage } from './sessions-page.tsx';
import { settingsPage } from './settings-page.tsx';
import { settlementPage } from './settlement-page.tsx';
import { sheetPage } from './sheet-page.tsx';
import { signInPages } from './sign-in.tsx';
import { signingKeyPage } from './signing-key-page.tsx';
import { staffPage } from './staff-page.tsx';
import { statementPage } from './statement-page.tsx';
import { systemsPage } from './systems-page.tsx';
import { timeClockPage } from './time-clock-page.tsx';
import { timeTokensPage } from './time-tokens-page.tsx';
import { tokensPage } from './tokens-page.tsx';
import { undeliveredPage } from './undelivered-page.tsx';
import { unlockPage } from './unlock-page.tsx';
import { verifyPage } from './verify-page.tsx';
import { webhookPage } from './webhook-page.tsx';
import { webhooksPage } from './webhooks-page.tsx';
import { whyPage } from './why-page.tsx';

/** Adds the routes of one page; each has its row in `access.ts`. `secure`: browsers come over https. */
type PageModule = (app: FastifyInstance, deps: WebDeps, secure: boolean) => void;

/** Everything a browser sees, a line each, by name. */
const modules: readonly PageModule[] = [
  accountPage,
  auditPage,
  staffPage,
  tokensPage,
  accessPointsPage,
  alertsPage,
  areasPage,
  assets,
  assetsPage,
  cardsPage,
  certificatePage,
  connectionsPage,
  connectionNewPage,
  correctionPages,
  correctionsList,
  dashboard,
  connectionPage,
  deliveriesPage,
  devicePage,
  devicesPage,
  doorEventsPage,
  doorsPage,
  erasurePage,
  debtPage,
  evacuationPage,
  exitPage,
  federationsPage,
  fedowPage,
  firstRunCard,
  firstRunPages,
  firstRunReader,
  grantsPage,
  groupsPage,
  importPage,
  incidentsPage,
  inletPage,
  itemsPage,
  enrolPage,
  givePage,
  memberPage,
  livePages,
  membersPage,
  namelessPage,
  noticePage,
  ownCodePage,
  ownLinkPages,
  lockdownPage,
  logoPage,
  mailsPage,
  ownPages,
  personalDataPage,
  pinPage,
  peopleCsv,
  placesPage,
  pointsOfSalePage,
  primaryCardsPages,
  proposalPages,
  punchPage,
  ratesPage,
  reportCsv,
  reportPage,
  reportTotals,
  retentionPage,
  samplePage,
  schedulesPage,
  sessionsPage,
  settingsPage,
  settlementPage,
  sheetPage,
  systemsPage,
  signInPages,
  signingKeyPage,
  statementPage,
  passesPage,
  passMonthPage,
  allowancesPage,
  timeClockPage,
  timeTokensPage,
  giveTokensPage,
  undeliveredPage,
  unlockPage,
  verifyPage,
  webhookPage,
  webhooksPage,
  whyPage,
];

export function pages(app: FastifyInstance, deps: WebDeps, secure: boolean): void {
  for (const add of modules) add(app, deps, secure);
}
