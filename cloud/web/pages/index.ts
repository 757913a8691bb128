import type { FastifyInstance } from 'fastify';
import { assets } from '../assets.ts';
import type { WebDeps } from '../deps.ts';
import { accessPointsPage } from './access-points-page.tsx';
import { areasPage } from './areas-page.tsx';
import { correctionPages } from './corrections.tsx';
import { correctionsList } from './corrections-list.tsx';
import { dashboard } from './dashboard.tsx';
import { devicesPage } from './devices-page.tsx';
import { doorsPage } from './doors-page.tsx';
import { membersPage } from './members-page.tsx';
import { placesPage } from './places-page.tsx';
import { reportCsv } from './report-csv.ts';
import { reportPage } from './report-page.tsx';
import { settingsPage } from './settings-page.tsx';
import { signInPages } from './sign-in.tsx';

/** Adds the routes of one page; each has its row in `access.ts`. `secure`: browsers come over https. */
type PageModule = (app: FastifyInstance, deps: WebDeps, secure: boolean) => void;

/** Everything a browser sees, a line each, by name. */
const modules: readonly PageModule[] = [
  accessPointsPage,
  areasPage,
  assets,
  correctionPages,
  correctionsList,
  dashboard,
  devicesPage,
  doorsPage,
  membersPage,
  placesPage,
  reportCsv,
  reportPage,
  settingsPage,
  signInPages,
];

export function pages(app: FastifyInstance, deps: WebDeps, secure: boolean): void {
  for (const add of modules) add(app, deps, secure);
}
