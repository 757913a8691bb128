import { mkdirSync } from 'node:fs';
import { openScenes, scenes } from '../fakes/terminal-scenes.ts';
import { complaintsOf, launchChromium } from '../parts/chromium.ts';

/**
 * Pictures of every screen of the terminal, on three displays, light and dark:
 * `node --import ./test/parts/run-tsx.ts test/web/look-terminal.ts FOLDER`; of some alone: `… FOLDER idle open`.
 */
const [, , folder = 'data/pictures', ...wanted] = process.argv;
mkdirSync(folder, { recursive: true });
const displays = {
  small: { width: 800, height: 480 },
  wide: { width: 1280, height: 800 },
  phone: { width: 390, height: 844 },
};
const shown = await openScenes();
const browser = await launchChromium();
for (const [display, viewport] of Object.entries(displays)) {
  for (const colorScheme of ['light', 'dark'] as const) {
    const page = await browser.newPage({ viewport, colorScheme, reducedMotion: 'reduce' });
    const complaints = complaintsOf(page);
    await page.goto(`${shown.url}?lang=${colorScheme === 'light' ? 'fr' : 'en'}`);
    await page.evaluate('document.fonts.ready');
    for (const [name, scene] of Object.entries(scenes)) {
      if (wanted.length > 0 && !wanted.includes(name)) continue;
      shown.play({ status: scene.status, state: scene.state });
      await page.waitForTimeout(80);
      if (scene.outcome) shown.play(scene);
      await page.waitForTimeout(120);
      const over: string = await page.evaluate(`(() => {
        const d = document.documentElement;
        return (d.scrollWidth > d.clientWidth ? ' WIDE ' + d.scrollWidth : '') + (d.scrollHeight > d.clientHeight ? ' TALL ' + d.scrollHeight : '');
      })()`);
      if (over) console.log(name, display, colorScheme, over);
      await page.screenshot({ path: `${folder}/${name}-${display}-${colorScheme}.png` });
    }
    if (complaints.length > 0) console.log(complaints);
    await page.close();
  }
}
await browser.close();
await shown.stop();
