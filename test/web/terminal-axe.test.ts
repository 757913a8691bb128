import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import type { AxeResults } from 'axe-core';
import type { Browser } from 'playwright-core';
import { openScenes, scenes } from '../fakes/terminal-scenes.ts';
import { axeSource, complaintsOf, launchChromium } from '../parts/chromium.ts';
import { waitUntil } from '../parts/wait-for.ts';

jest.setTimeout(120_000);

let shown: Awaited<ReturnType<typeof openScenes>>;
let browser: Browser;
beforeAll(async () => {
  shown = await openScenes();
  browser = await launchChromium();
});
afterAll(async () => {
  await browser?.close();
  await shown?.stop();
});

const displays = [
  { width: 800, height: 480 },
  { width: 1280, height: 800 },
  { width: 390, height: 844 },
];

/** A page is the same in the dark but for its colours: what they cannot change is looked at once. */
const rulesIn = {
  light: {},
  dark: { runOnly: ['color-contrast', 'link-in-text-block', 'target-size'] },
} as const;

test.each(['fr', 'en'] as const)(
  'every screen, %s, light and dark: axe finds nothing, nothing is cut off, fingers hit',
  async (language) => {
    const page = await browser.newPage({ reducedMotion: 'reduce' });
    const complaints = complaintsOf(page);
    await page.addInitScript(axeSource);
    await page.goto(`${shown.url}?lang=${language}`);
    const found: unknown[] = [];
    for (const [name, scene] of Object.entries(scenes)) {
      shown.play(scene);
      const tone = scene.outcome ? /in|out|recorded|refused/ : /idle|desk|fault|refused/;
      await page.waitForFunction(
        ([turn, shape]) => {
          const { dataset } = document.body;
          return dataset['turn'] === turn && new RegExp(shape ?? '').test(dataset['tone'] ?? '');
        },
        [String(shown.turn()), tone.source],
      );
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        const options = JSON.stringify({ ...rulesIn[colorScheme], resultTypes: ['violations'] });
        const { violations } = (await page.evaluate(`axe.run(${options})`)) as AxeResults;
        for (const { id, nodes } of violations)
          found.push([name, colorScheme, id, nodes.map(({ html }) => html)]);
        for (const display of displays) {
          await page.setViewportSize(display);
          const wrong = (await page.evaluate(misfits)) as readonly string[];
          found.push(...wrong.map((what) => [name, colorScheme, display.width, what]));
        }
      }
    }
    expect(found).toEqual([]);
    expect(complaints).toEqual([]);
    await page.close();
  },
);

/** What does not fit the display without scrolling, and what is too small for a finger. */
const misfits = `(() => {
  const { scrollWidth, clientWidth, scrollHeight, clientHeight } = document.documentElement;
  const wrong = [];
  if (scrollWidth > clientWidth) wrong.push('too wide: ' + scrollWidth);
  if (scrollHeight > clientHeight) wrong.push('too tall: ' + scrollHeight);
  for (const target of document.querySelectorAll('button, a, input')) {
    if (target.checkVisibility() === false) continue;
    const { width, height } = target.getBoundingClientRect();
    if (width < 64 || height < 64) wrong.push(target.textContent + ': ' + width + ' x ' + height);
  }
  return wrong;
})()`;

test('everything is there for the keyboard alone: Tab, Enter, Escape, digits', async () => {
  const page = await browser.newPage();
  await page.goto(`${shown.url}?lang=en`);
  const { open, selected, 'pad-wrong': pad } = scenes;
  if (!open || !selected || !pad) throw new Error('scenes are missing');
  shown.play(open);
  await page.getByRole('heading', { name: 'Accueil' }).waitFor();
  const focused = () => page.evaluate(() => document.activeElement?.textContent?.trim() ?? '');
  expect(await focused()).toBe('Accueil');
  await page.keyboard.press('Tab');
  expect(await focused()).toContain('Time-clock machine');
  shown.touches.length = 0;
  await page.keyboard.press('Enter');
  const touched = (count: number) => waitUntil(async () => shown.touches.length === count, 10_000);
  await touched(1);
  shown.play(selected);
  await page.getByText('Chosen: Time-clock machine').waitFor();
  // A swap of the screen leaves the keyboard where it was.
  expect(await focused()).toContain('Time-clock machine');
  await page.keyboard.press('Escape');
  await touched(2);
  shown.play(pad);
  await page.getByLabel('Code').waitFor();
  await page.keyboard.type('471');
  await page.getByRole('button', { name: '2' }).click();
  await page.keyboard.press('Enter');
  await touched(3);
  expect(shown.touches).toEqual([
    expect.objectContaining({ do: 'select', which: 'badger', isOfNow: true }),
    expect.objectContaining({ do: 'clear', isOfNow: true }),
    expect.objectContaining({ do: 'enter', pin: '4712', isOfNow: true }),
  ]);
  await page.close();
});

test('a fault sounds as it begins and every minute from then on, until it is mended', async () => {
  const page = await browser.newPage();
  await page.clock.install();
  await page.addInitScript(`window.notes = 0;
    const param = { setValueAtTime() {}, linearRampToValueAtTime() {} };
    const part = () => ({ frequency: {}, gain: param, connect: (to) => to, disconnect() {}, start() { notes++; }, stop() {} });
    window.AudioContext = function () {
      return { state: 'running', currentTime: 0, destination: {}, createOscillator: part, createGain: part };
    };`);
  const { idle, fault } = scenes;
  if (!idle || !fault) throw new Error('scenes are missing');
  shown.play(idle);
  await page.goto(`${shown.url}?lang=en`);
  const tone = (wanted: string) =>
    page.waitForFunction((is) => document.body.dataset['tone'] === is, wanted);
  const notes = () => page.evaluate('notes') as Promise<number>;
  await tone('idle');
  await page.clock.runFor(40_000);
  shown.play(fault);
  await tone('fault');
  expect(await notes()).toBe(1);
  await page.clock.runFor(59_000);
  expect(await notes()).toBe(1);
  // Told anew, it is the same fault.
  shown.play(fault);
  await page.waitForFunction((turn) => document.body.dataset['turn'] === turn, `${shown.turn()}`);
  const told = await notes();
  await page.clock.runFor(2_000);
  expect(await notes()).toBe(told + 1);
  await page.clock.runFor(60_000);
  expect(await notes()).toBe(told + 2);
  shown.play(idle);
  await tone('idle');
  await page.clock.runFor(200_000);
  expect(await notes()).toBe(told + 2);
  await page.close();
});

test('a long list is read by the keyboard, stays where it is when it changes, and prints whole', async () => {
  const page = await browser.newPage({ viewport: { width: 800, height: 480 } });
  await page.goto(`${shown.url}?lang=en`);
  const { 'evacuation-old': old, evacuation, idle } = scenes;
  if (!old || !evacuation || !idle) throw new Error('scenes are missing');
  shown.touches.length = 0;
  shown.play(idle);
  await page.waitForFunction((turn) => document.body.dataset['turn'] === turn, `${shown.turn()}`);
  await page.getByRole('button', { name: 'Evacuation' }).click();
  await waitUntil(async () => shown.touches.length > 0, 10_000);
  expect(shown.touches).toEqual([expect.objectContaining({ do: 'who', isOfNow: true })]);
  shown.play(old);
  await page.getByRole('heading', { name: 'About 40 people inside' }).waitFor();
  await page.getByText('1 h 23 min').waitFor();
  const rolled = () => page.evaluate('document.activeElement.scrollTop') as Promise<number>;
  await page.keyboard.press('Tab');
  await page.keyboard.press('End');
  let before = 0;
  // It glides to its end.
  await waitUntil(async () => {
    const was = before;
    before = await rolled();
    return before > 200 && was === before;
  }, 10_000);
  shown.play({ ...old, status: { ...old.status, unsent: 15 } });
  await page.waitForFunction((turn) => document.body.dataset['turn'] === turn, `${shown.turn()}`);
  expect(await rolled()).toBe(before);
  await page.emulateMedia({ media: 'print' });
  const last = page.getByRole('listitem').last();
  const onPaper = await page.evaluate(`document.querySelector('.roll').scrollHeight <=
    document.querySelector('.roll').clientHeight`);
  expect([await last.isVisible(), onPaper]).toEqual([true, true]);
  expect(await page.getByRole('button', { name: 'Print' }).isVisible()).toBe(false);
  await page.close();
});
