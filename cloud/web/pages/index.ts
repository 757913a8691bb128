import type { FastifyInstance } from 'fastify';
import { assets } from '../assets.ts';
import type { WebDeps } from '../deps.ts';
import { correctionPages } from './corrections.tsx';
import { correctionsList } from './corrections-list.tsx';
import { dashboard } from './dashboard.tsx';
import { devicesPage } from './devices-page.tsx';
import { membersPage } from './members-page.tsx';
import { reportCsv } from './report-csv.ts';
import { reportPage } from './report-page.tsx';
import { settingsPage } from './settings-page.tsx';
import { signInPages } from './sign-in.tsx';

/** Adds the routes of one page; each has its row in `access.ts`. `secure`: browsers come over https. */
type PageModule = (app: FastifyInstance, deps: WebDeps, secure: boolean) => void;

/** Everything a browser sees, a line each, by name. */
const modules: readonly PageModule[] = [
  assets,
  correctionPages,
  correctionsList,
  dashboard,
  devicesPage,
  membersPage,
  reportCsv,
  reportPage,
  settingsPage,
  signInPages,
];

export function pages(app: FastifyInstance, deps: WebDeps, secure: boolean): void {
  for (const add of modules) add(app, deps, secure);
}
