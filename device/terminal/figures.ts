import type { TapOutcome } from '../ports.ts';
import { duration, escapeHtml } from './markup.ts';
import { type Language, terminalWords } from './words.ts';

/** Where somebody stands: today's time and the balance, each only where it is known. */
export function greetingFigures(
  outcome: Extract<TapOutcome, { decision: 'granted' }>,
  way: 'in' | 'out' | 'toggle' | 'presence',
  language: Language,
): string {
  const words = terminalWords[language];
  const { todaySeconds, balance } = outcome;
  const figures: string[] = [];
  if (todaySeconds !== null && (way === 'out' || (way === 'in' && todaySeconds >= 60))) {
    const meaning = way === 'out' ? words.today : words.soFarToday;
    figures.push(figure(duration(todaySeconds, language), meaning));
  }
  if (balance !== null) {
    const meaning =
      balance <= 0 ? words.balanceNone : outcome.lowBalance ? words.balanceLow : words.balance;
    figures.push(figure(words.tokens(balance), meaning));
  }
  return figures.length === 0 ? '' : `<div class="figures">${figures.join('')}</div>`;
}

const figure = (value: string, meaning: string): string =>
  `<p><strong>${escapeHtml(value)}</strong> ${escapeHtml(meaning)}</p>`;
