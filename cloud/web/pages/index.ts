import type { FastifyInstance } from 'fastify';
import { assets } from '../assets.ts';
import type { WebDeps } from '../deps.ts';
import { dashboard } from './dashboard.tsx';
import { devicesPage } from './devices-page.tsx';
import { membersPage } from './members-page.tsx';
import { reportCsv } from './report-csv.ts';
import { reportPage } from './report-page.tsx';
import { signInPages } from './sign-in.tsx';

/** Everything a browser sees. */
export function pages(app: FastifyInstance, deps: WebDeps, secure: boolean): void {
  assets(app);
  signInPages(app, deps, secure);
  dashboard(app, deps);
  reportPage(app, deps);
  reportCsv(app, deps);
  membersPage(app, deps);
  devicesPage(app, deps);
}
