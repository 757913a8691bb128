import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { axeSource } from '../parts/chromium.ts';
import { openVenue, type Venue } from './browser.ts';
import { filledIn, noPages, pagePaths } from './page-paths.ts';
import { seedOwn } from './seed-own.ts';

let venue: Venue;
beforeAll(async () => {
  venue = await openVenue();
}, 60_000);
afterAll(() => venue?.close(), 60_000);

/**
 * Each page twice: by every rule in one look, and by what a look can change in one that differs in language, theme and
 * width.
 */
const looks = {
  fr: { colorScheme: 'light', width: 1440, runOnly: 'all' },
  en: { colorScheme: 'dark', width: 390, runOnly: 'look' },
} as const;
type Language = keyof typeof looks;
const languages = ['fr', 'en'] as const;
const rules = {
  all: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
  look: [
    'color-contrast',
    'target-size',
    'label-content-name-mismatch',
    'link-in-text-block',
    'meta-viewport',
    'scrollable-region-focusable',
    'html-has-lang',
    'html-lang-valid',
    'valid-lang',
    'document-title',
  ],
} as const;

/** What axe finds, what is wider than the screen, and what a finger would miss. */
const examine = (runOnly: keyof typeof rules) => `(async () => {
  const { violations } = await axe.run(document, {
    runOnly: { type: '${runOnly === 'all' ? 'tag' : 'rule'}', values: ${JSON.stringify(rules[runOnly])} },
    resultTypes: ['violations'],
  });
  const found = violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => id + ': ' + node.html.slice(0, 160)));
  const wide = document.documentElement.scrollWidth;
  if (wide > innerWidth) found.push('the page is ' + wide + ' px wide');
  const targets = 'button, .button, input:not([type=hidden], [type=checkbox], [type=radio]), select, .menu a, .tick';
  for (const one of document.querySelectorAll(targets)) {
    const { width, height } = one.getBoundingClientRect();
    if (width > 0 && one.checkVisibility() && height < 43.5)
      found.push(height + ' px high: ' + one.outerHTML.slice(0, 120));
  }
  // axe looks at roles that are written, and a dialog's is not.
  for (const one of document.querySelectorAll('dialog[open]')) {
    const title = document.getElementById(one.getAttribute('aria-labelledby') ?? '')?.textContent;
    if (!(title ?? one.getAttribute('aria-label') ?? '').trim())
      found.push('a dialog without a name: ' + one.outerHTML.slice(0, 120));
  }
  for (const one of document.querySelectorAll('[fill^="url(#"]')) {
    const paint = document.getElementById(one.getAttribute('fill').slice(5, -1));
    if (one.checkVisibility() && !paint?.closest('svg').checkVisibility())
      found.push('painted with what is hidden: ' + one.outerHTML.slice(0, 120));
  }
  return found;
})()`;

const unfold = `for (const one of document.querySelectorAll('main details')) one.open = true`;

async function open(language: Language, whose: 'admin' | null) {
  const context = await venue.browser.newContext({
    locale: language === 'fr' ? 'fr-FR' : 'en-GB',
    reducedMotion: 'reduce',
  });
  await context.addInitScript({ content: axeSource });
  const name = `Maëlle ${crypto.randomUUID().slice(0, 8)}`;
  const id = whose && (await venue.signIn(context, whose, name));
  return { context, page: await context.newPage(), id: id ?? '' };
}

async function wrongOn(page: Page, language: Language): Promise<readonly string[]> {
  const { colorScheme, width, runOnly } = looks[language];
  await page.emulateMedia({ colorScheme });
  await page.setViewportSize({ width, height: 900 });
  const found = (await page.evaluate(examine(runOnly))) as string[];
  return found.map((one) => `${language} ${colorScheme} ${width}: ${one}`);
}

describe('nobody is shut out', () => {
  const opened = new Map<Language, Awaited<ReturnType<typeof open>>>();
  const own = new Map<Language, Readonly<Record<string, string>>>();
  const at = (path: string, language: Language) =>
    venue.web.url + filledIn(path, own.get(language) ?? {});
  beforeAll(async () => {
    for (const [nth, language] of languages.entries()) {
      const one = await open(language, 'admin');
      opened.set(language, one);
      own.set(language, await seedOwn(venue.deps, `staff:${one.id}`, nth));
    }
  }, 60_000);
  afterAll(async () => {
    for (const { context } of opened.values()) await context.close();
  });

  // Both languages at once: two processors, two pages.
  test.each(pagePaths().map((path) => [path]))(
    '%s',
    async (path) => {
      const wrong = await Promise.all(
        [...opened].map(async ([language, { page }]) => {
          const answer = await page.goto(at(path, language));
          // What is folded is looked at too.
          await page.evaluate(unfold);
          const status = answer?.status() === 200 ? [] : [`${language}: ${answer?.status()}`];
          return [...status, ...(await wrongOn(page, language))];
        }),
      );
      expect([path, wrong.flat()]).toEqual([path, []]);
    },
    30_000,
  );

  test('what is said to be no page is none', async () => {
    const cookies = await opened.get('fr')?.context.cookies();
    const cookie = cookies?.map(({ name, value }) => `${name}=${value}`).join('; ') ?? '';
    const pages: string[] = [];
    for (const path of noPages) {
      const ends = new AbortController();
      const headers = { cookie, accept: 'text/html' };
      const asked = { headers, redirect: 'manual', signal: ends.signal } as const;
      const answer = await fetch(at(path, 'fr'), asked);
      const type = answer.headers.get('content-type') ?? '';
      const isHtml = answer.status === 200 && type.startsWith('text/html');
      if (isHtml && /<html/.test(await answer.text())) pages.push(path);
      ends.abort();
    }
    expect(pages).toEqual([]);
    expect(noPages).toContain('/live');
  }, 30_000);
});

test('the examination finds a field without a label and a dialog without a name', async () => {
  const { context, page } = await open('fr', 'admin');
  await page.goto(`${venue.web.url}/settings`);
  const broken = async (change: string) => {
    await page.evaluate(change);
    return (await wrongOn(page, 'fr')).map((found) => found.split(': ')[1]);
  };
  expect(await wrongOn(page, 'fr')).toEqual([]);
  expect(
    await broken(`document.querySelector('main').append(document.createElement('input'))`),
  ).toContain('label');
  const dialog = `(() => {
    const dialog = document.querySelector('dialog#shortcuts');
    dialog.removeAttribute('aria-labelledby');
    dialog.showModal();
  })()`;
  expect(await broken(dialog)).toContain('a dialog without a name');
  await context.close();
}, 60_000);

describe.each(languages)('menus, refusals and errors, %s', (language) => {
  let opened: Awaited<ReturnType<typeof open>>;
  beforeAll(async () => {
    opened = await open(language, 'admin');
  }, 60_000);
  afterAll(() => opened?.context.close());

  test('menus and the list of shortcuts, open', async () => {
    const { page } = opened;
    await page.goto(venue.web.url);
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.locator('[popovertarget=person]').click();
    expect(await wrongOn(page, language)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.keyboard.press('?');
    expect(await page.locator('dialog#shortcuts').isVisible()).toBe(true);
    expect(await wrongOn(page, language)).toEqual([]);
  }, 30_000);

  test('what is not there, and what one may not do', async () => {
    const { page } = opened;
    await page.goto(`${venue.web.url}/nowhere`);
    expect(await wrongOn(page, language)).toEqual([]);
    const { context, page: door } = await open(language, null);
    await door.goto(`${venue.web.url}/sign-in`);
    expect(await wrongOn(door, language)).toEqual([]);
    await door.fill('[name=name]', 'Personne');
    await door.fill('[name=password]', 'pas le bon mot');
    await door.click('main button[type=submit]');
    await door.locator('[role=alert]').waitFor();
    expect(await wrongOn(door, language)).toEqual([]);
    await context.close();
  }, 30_000);
});

// The last, for the pages before it are of one place: what a second one adds is in none of them.
describe.each(languages)('several places, %s', (language) => {
  test('home places, those before, and what is settled between them', async () => {
    const { registry } = venue.deps;
    if (!(await registry.places.find('annexe')))
      await registry.places.create({ id: 'annexe', name: 'L’Annexe', timeZone: 'Europe/Paris' });
    for (const homePlaceId of ['filature', 'annexe']) {
      await registry.members.patch('member-4', { homePlaceId });
      await registry.cards.patch('card-1', { homePlaceId });
    }
    const { context, page } = await open(language, 'admin');
    for (const path of ['/members/member-4/edit', '/cards/card-1']) {
      await page.goto(venue.web.url + path);
      expect(await page.locator('[name=homeWasWrong]').count()).toBe(1);
      expect([path, await wrongOn(page, language)]).toEqual([path, []]);
    }
    for (const path of ['/members/member-4', '/rapport/settlement?month=2026-03']) {
      await page.goto(venue.web.url + path);
      expect(await page.locator('main').textContent()).toContain('L’Annexe');
      expect([path, await wrongOn(page, language)]).toEqual([path, []]);
    }
    await context.close();
  }, 60_000);
});
