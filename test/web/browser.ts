import type { Browser, BrowserContext } from 'playwright-core';
import type { WebDeps } from '../../cloud/web/deps.ts';
import { sessionCookie } from '../../cloud/web/principal.ts';
import { startWeb, type Web } from '../../cloud/web/server.ts';
import { webDeps } from '../cloud/web/fixture.ts';
import { launchChromium } from '../parts/chromium.ts';
import { seed } from './seed.ts';
import { seedAlerts } from './seed-alerts.ts';
import { seedDeliveries } from './seed-deliveries.ts';
import { seedDoors } from './seed-doors.ts';
import { seedFederations } from './seed-federations.ts';
import { seedInlet } from './seed-inlet.ts';
import { seedLedger } from './seed-ledger.ts';
import { seedPasses } from './seed-passes.ts';
import { seedPooled } from './seed-pooled.ts';
import { seedSystems } from './seed-systems.ts';
import { seedTeam } from './seed-team.ts';
import { seedWebhooks } from './seed-webhooks.ts';

type Role = 'viewer' | 'staff' | 'admin';

export interface Shown<D extends WebDeps> {
  readonly web: Web;
  readonly browser: Browser;
  readonly deps: D;
  /** Signs somebody in without the forms; resolves with their id. */
  signIn(context: BrowserContext, role: Role, name: string): Promise<string>;
  close(): Promise<void>;
}

export type Venue = Shown<Awaited<ReturnType<typeof webDeps>>['deps']>;

/** A real Chromium before the seeded venue. */
export async function openVenue(): Promise<Venue> {
  const { deps, database } = await webDeps();
  await seed(deps);
  await seedTeam(database);
  await seedDoors(database);
  await seedAlerts(database);
  await seedLedger(database);
  await seedPasses(database);
  await seedFederations(database);
  await seedWebhooks(database);
  await seedPooled(database, deps.passages);
  await seedDeliveries(deps, database);
  await seedInlet(deps, database);
  await seedSystems(deps);
  return showInBrowser(deps, () => database.close());
}

/** A real Chromium before these pages; `closeStore` is called last. */
export async function showInBrowser<D extends WebDeps>(
  deps: D,
  closeStore: () => Promise<void>,
): Promise<Shown<D>> {
  const web = await startWeb(deps, { listen: '127.0.0.1', port: 0 });
  // The browser last: what fails before leaves no process behind, and where it fails nothing else keeps the run alive.
  const browser = await launchChromium().catch(async (err: unknown) => {
    await web.close();
    await closeStore();
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
      await closeStore();
    },
  };
}
