import { mkdirSync } from 'node:fs';
import { startWeb } from '../../cloud/web/server.ts';
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

/**
 * Pictures of every page, wide and narrow, light and dark:
 * `node --import ./test/parts/run-tsx.ts test/web/look.ts FOLDER`; of some alone: `… FOLDER /members /settings`.
 * `#id` opens a menu: `/#person`.
 */
const [, , folder = 'data/pictures', ...paths] = process.argv;
mkdirSync(folder, { recursive: true });
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
const web = await startWeb(deps, { listen: '127.0.0.1', port: 0 });
const browser = await launchChromium();
const invite = () => deps.identity.createInvitation('admin', null, deps.clock.now() + 60_000);
const secret = await invite();
for (const colorScheme of ['light', 'dark'] as const) {
  for (const width of [1440, 390]) {
    const context = await browser.newContext({
      viewport: { width, height: 900 },
      colorScheme,
      locale: colorScheme === 'light' ? 'fr-FR' : 'en-GB',
    });
    const page = await context.newPage();
    page.on('console', (message) => console.log(message.type(), message.text()));
    const shot = (name: string) =>
      page.screenshot({
        path: `${folder}/${name}-${width}-${colorScheme}.png`,
        fullPage: true,
        clip: { x: 0, y: 0, width, height: width > 500 ? 1500 : 2200 },
      });
    if (paths.length > 0) {
      await page.goto(`${web.url}/welcome/${await invite()}`);
      await page.fill('[name=name]', `Maëlle ${width} ${colorScheme}`);
      await page.fill('[name=password]', 'un mot de passe long');
      await page.click('main button[type=submit]');
      await page.waitForURL(`${web.url}/`);
      for (const path of paths) {
        const [to = '/', opened] = path.split('#');
        await page.goto(web.url + to);
        const opener = page.locator(`[popovertarget=${opened}]`);
        if (opened && (await opener.isVisible())) await opener.click();
        await shot(path.replaceAll(/[^a-z0-9]+/gi, '-').replaceAll(/^-|-$/g, '') || 'today');
      }
      await context.close();
      continue;
    }
    if (width === 1440 && colorScheme === 'light') {
      await page.goto(`${web.url}/welcome/${secret}`);
      await shot('welcome');
      await page.fill('[name=name]', 'Maëlle');
      await page.fill('[name=password]', 'un mot de passe long');
      await page.click('main button[type=submit]');
    } else {
      await page.goto(`${web.url}/sign-in`);
      await shot('sign-in');
      await page.fill('[name=name]', 'Maëlle');
      await page.fill('[name=password]', 'un mot de passe long');
      await page.click('main button[type=submit]');
    }
    await page.waitForURL(`${web.url}/`);
    await shot('today');
    await page.goto(`${web.url}/rapport/badgeuse/`);
    await shot('report');
    await page.goto(`${web.url}/rapport/badgeuse/?member=personne`);
    await shot('report-none');
    await page.goto(`${web.url}/members`);
    await shot('members');
    await page.goto(`${web.url}/devices`);
    const { userCode } = await deps.claims.open(
      { publicKey: `${width}${colorScheme}`.padEnd(43, 'x'), serial: '10000000a1b2c3d4' },
      deps.clock.now(),
    );
    await page.fill('[name=userCode]', userCode);
    await page.click('main button[type=submit]');
    await shot('devices');
    await context.close();
  }
}
await browser.close();
await web.close();
await database.close();
