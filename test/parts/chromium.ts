import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type Browser, chromium, type Page } from 'playwright-core';

export const launchChromium = (): Promise<Browser> =>
  chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox'],
    timeout: 45_000,
  });

/** Put into a page by the test as an init script: the policy would rightly refuse it. */
export const axeSource = readFileSync(
  createRequire(import.meta.url).resolve('axe-core/axe.min.js'),
  'utf8',
);

/** Everything a page complains of from now on: the policy's violations first of all. */
export function complaintsOf(page: Page, but?: RegExp): readonly string[] {
  const complaints: string[] = [];
  page.on('console', (said) => {
    if (but?.test(said.text())) return;
    if (said.type() === 'error' || said.type() === 'warning') complaints.push(said.text());
  });
  page.on('pageerror', (err) => complaints.push(String(err)));
  return complaints;
}
