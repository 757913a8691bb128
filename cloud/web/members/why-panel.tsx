import type { AccessPointRecord, CardRecord } from '../../ports/registry.ts';
import type { Words } from '../language.ts';
import { Icon } from '../pages/icon.tsx';
import type { PageContext } from '../pages/page-context.ts';
import type { Why } from '../why.ts';

interface WhyProps {
  readonly context: PageContext;
  readonly action: string;
  readonly points: readonly AccessPointRecord[];
  readonly card: CardRecord | null;
  /** `2026-03-10T11:42`, as the place's clock shows it. */
  readonly moment: string;
  readonly point: string;
  readonly why: Why | null;
}

/** One question, answered by the very rule a reader decides by. */
export function WhyPanel({ context, action, points, card, moment, point, why }: WhyProps) {
  const { words } = context;
  return (
    <section class="panel padded why" id="why">
      <h2>{words.memberWhyTitle}</h2>
      <p class="small">{words.memberWhyHow}</p>
      {card === null || points.length === 0 ? (
        <p>{points.length === 0 ? words.noReaderYet : words.memberWhyNoCard}</p>
      ) : (
        <form
          method="get"
          action={action}
          hx-get={action}
          hx-select="#why"
          hx-target="#why"
          hx-swap="outerHTML"
        >
          <div class="why-asked">
            <div class="field">
              <label for="why-point">{words.memberWhyPoint}</label>
              <select id="why-point" name="point">
                {points.map(({ id, name }) => (
                  <option value={id} selected={id === point}>
                    {name}
                  </option>
                ))}
              </select>
            </div>
            <div class="field">
              <label for="why-at">{words.memberWhyMoment}</label>
              <input id="why-at" type="datetime-local" name="at" value={moment} />
            </div>
          </div>
          <button class="button" type="submit">
            {words.memberWhyAsk}
          </button>
        </form>
      )}
      {why && <Answer words={words} why={why} />}
    </section>
  );
}

function Answer({ words, why }: { words: Words; why: Why }) {
  const { decision } = why;
  const isIn = decision.outcome === 'granted';
  return (
    <div role="status">
      <p class={isIn ? 'verdict yes' : 'verdict no'}>
        {isIn ? words.memberWhyGranted : words.memberWhyDenied(reasonWord(decision.reason, words))}
      </p>
      <ul class="lines checks">
        {why.checks
          .filter(({ outcome }) => outcome !== 'unseen')
          .map(({ check, outcome }) => (
            <li class={outcome}>
              <Icon name={outcome === 'passed' ? 'check' : 'x'} />
              <span>
                {words[`memberWhyCheck_${check}`]}
                <span class="hidden">
                  {' '}
                  {outcome === 'passed' ? words.memberWhyPassed : words.memberWhyFailed}
                </span>
              </span>
            </li>
          ))}
      </ul>
    </div>
  );
}

const reasons = [
  'cardInactive',
  'notYetValid',
  'expired',
  'notPermittedHere',
  'notPermittedNow',
  'noTokens',
] as const;

const reasonWord = (reason: string, words: Words): string => {
  const known = reasons.find((one) => one === reason);
  return words[`memberWhyReason_${known ?? 'other'}`];
};
