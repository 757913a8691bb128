import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { type Language, type Words, wordsOf } from '../../../cloud/web/language.ts';
import type { TapOutcome } from '../../../device/ports.ts';
import { firstSignInLink } from '../../../scripts/badgeuse/demo/let-in.ts';
import { complaintsOf, launchChromium } from '../../parts/chromium.ts';
import { bareProduct, type Product } from '../../parts/product.ts';
import { type Cast, castOf } from './cast.ts';

export type Size = 'desktop' | 'phone';
const viewports = {
  desktop: { viewport: { width: 1440, height: 900 } },
  phone: { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, hasTouch: true },
} as const;

/** What is kept in `test/screens`, and of which screen. */
const pictures = {
  'first-card': ['desktop', 'phone'],
  'time-clock': ['desktop'],
  'points-of-sale': ['desktop'],
  import: ['desktop'],
  'lost-card': ['phone'],
  today: ['desktop', 'phone'],
  report: ['desktop', 'phone'],
  correction: ['desktop', 'phone'],
  refused: ['phone'],
} as const satisfies Record<string, readonly Size[]>;
type Picture = keyof typeof pictures;
const areTaken = process.env['SCREENS'] === '1';

/** The whole product in processes of its own, a real Chromium before it, and who walks through both. */
export interface Stage {
  readonly product: Product;
  readonly browser: Browser;
  readonly language: Language;
  readonly size: Size;
  readonly words: Words;
  readonly cast: Cast;
  /** Where the first person reads the one-time link. */
  readonly link: string;
  /** Of the first person. */
  readonly page: Page;
  /** What any page of the walk complained of: the policy's violations first of all. */
  complaints(): readonly string[];
  /** Another browser: another person, or the same with another language or screen. */
  open(as?: { language?: Language; size?: Size; signedIn?: BrowserContext }): Promise<Page>;
  /** Presents a card at the reader, as often as it takes until the device decides like this. */
  tapUntil(uid: string, decision: TapOutcome['decision']): Promise<TapOutcome>;
  /** A picture for people to look at; only where `SCREENS=1` asks for it, so that a test run changes no file. */
  picture(name: Picture, page?: Page): Promise<void>;
  end(): Promise<void>;
}

/** A zone where it is evening now, so that pictures show a day that was lived. */
function eveningZone(): string {
  const here = Temporal.Now.plainTimeISO('UTC').hour;
  const east = (18 - here + 24) % 24;
  const offset = east > 12 ? east - 24 : east;
  const isThere = (zone: string) =>
    Temporal.Now.zonedDateTimeISO(zone).offsetNanoseconds === offset * 3_600_000_000_000;
  return Intl.supportedValuesOf('timeZone').find(isThere) ?? 'UTC';
}

const screens = fileURLToPath(new URL('../../screens', import.meta.url));

export async function openStage(language: Language, size: Size): Promise<Stage> {
  const product = await bareProduct({ members: 0 });
  let browser: Browser | null = null;
  const complaints: (readonly string[])[] = [];
  try {
    await product.startCloud();
    const link = await firstSignInLink(product.settings, product.baseUrl);
    if (link === null) throw new Error('somebody has signed in before');
    await product.startDevice();
    browser = await launchChromium();
    const opened = browser;
    const open: Stage['open'] = async (as = {}) => {
      const context = await opened.newContext({
        ...viewports[as.size ?? size],
        locale: castOf(as.language ?? language).locale,
        colorScheme: 'light',
        reducedMotion: 'reduce',
        ...(as.signedIn && { storageState: await as.signedIn.storageState() }),
      });
      context.setDefaultTimeout(30_000);
      const page = await context.newPage();
      // A refusal is a page with its status: the browser names it, and nothing is wrong.
      complaints.push(complaintsOf(page, /status of 4\d\d/));
      return page;
    };
    const page = await open();
    return {
      ...{ product, browser: opened, language, size, link, page, open },
      complaints: () => complaints.flat(),
      words: wordsOf(language),
      cast: { ...castOf(language), ...(areTaken && { timeZone: eveningZone() }) },
      async tapUntil(uid, decision) {
        const end = Date.now() + 30_000;
        for (;;) {
          const outcome = await product.observer.present(uid);
          if (outcome.decision === decision) return outcome;
          if (Date.now() > end) throw new Error(`never ${decision}: ${JSON.stringify(outcome)}`);
          await sleep(300);
        }
      },
      async picture(name, of = page) {
        const sizes: readonly Size[] = pictures[name];
        if (!areTaken || !sizes.includes(size)) return;
        mkdirSync(screens, { recursive: true });
        await of.evaluate('document.fonts.ready');
        const file = `${name}-${size}-${language}.png`;
        await of.screenshot({ path: join(screens, file), animations: 'disabled', caret: 'hide' });
      },
      async end() {
        await opened.close();
        await product.end();
      },
    };
  } catch (err) {
    await browser?.close();
    await product.end();
    throw new Error(`${product.cloud.said()}\n${product.device.said()}`, { cause: err });
  }
}

/** By the button that sends the form of the page. */
export const press = (page: Page, name: string | RegExp) =>
  page.getByRole('button', { name, exact: typeof name === 'string' }).click();

/** Once the page shows that heading. */
export const headed = (page: Page, name: string) =>
  page.getByRole('heading', { name, exact: true }).waitFor();
