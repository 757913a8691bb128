import { type Browser, type BrowserContext, chromium } from 'playwright-core';
import { sessionCookie } from '../../cloud/web/principal.ts';
import { startWeb, type Web } from '../../cloud/web/server.ts';
import { webDeps } from '../cloud/web/fixture.ts';
import { seed } from './seed.ts';
import { seedTeam } from './seed-team.ts';

type Role = 'viewer' | 'staff' | 'admin';

export interface Venue {
  readonly web: Web;
  readonly browser: Browser;
  readonly deps: Awaited<ReturnType<typeof webDeps>>['deps'];
  /** Signs somebody in without the forms; resolves with their id. */
  signIn(context: BrowserContext, role: Role, name: string): Promise<string>;
  close(): Promise<void>;
}

/** A real Chromium before the seeded venue. */
export async function openVenue(): Promise<Venue> {
  const { deps, database } = await webDeps();
  await seed(deps);
  await seedTeam(database);
  const web = await startWeb(deps, { listen: '127.0.0.1', port: 0 });
  // The browser last: what fails before leaves no process behind, and where it fails nothing else keeps the run alive.
  const browser = await chromium
    .launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'], timeout: 45_000 })
    .catch(async (err: unknown) => {
      await web.close();
      await database.close();
      throw err;
    });
  return {
    web,
    browser,
    deps,
    async signIn(context, role, name) {
      const now = deps.clock.now();
      const link = await deps.identity.createInvitation(role, null, now + 60_000);
      const staff = await deps.identity.acceptInvitation(link, name, 'no password', now);
      const value = await deps.identity.createSession(staff.id, now);
      await context.addCookies([{ name: sessionCookie(false), value, url: web.url }]);
      return staff.id;
    },
    async close() {
      await browser.close();
      await web.close();
      await database.close();
    },
  };
}
