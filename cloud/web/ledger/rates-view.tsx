import type { ComponentChildren } from 'preact';
import { dayOf, shortDay, timeOf } from '../format.ts';
import type { Language } from '../language.ts';
import { Back } from '../pages/back.tsx';
import type { PageContext } from '../pages/page-context.ts';
import type { HeldRate, RateConflict } from './rate-conflicts.ts';
import { examplesOf, termsText } from './rate-words.ts';
import type { RatesThere, Target } from './rates-there.ts';

interface RatesProps {
  readonly context: PageContext;
  readonly there: RatesThere;
  readonly maySet: boolean;
  readonly said: ComponentChildren;
}

export const targetPath = ({ scope, of }: Pick<Target, 'scope' | 'of'>): string =>
  `/rates/${scope}/${encodeURIComponent(of)}`;

export const momentAt = (at: number, timeZone: string, language: Language): string =>
  `${shortDay(dayOf(at, timeZone), language, '')} ${timeOf(at, timeZone)}`;

/** What costs tokens, and since when; and what contradicts itself. */
export function RatesView(props: RatesProps) {
  const { context, there, maySet } = props;
  const { words } = context;
  const withRate = there.targets.filter(({ versions }) => versions.length > 0);
  const without = there.targets.filter(({ versions }) => versions.length === 0);
  return (
    <>
      <Back href="/time-tokens" label={words.timeTokens} />
      <div class="page-head">
        <div>
          <h1>{words.ratesTitle}</h1>
          <p class="lead">{words.ratesLead}</p>
        </div>
      </div>
      {props.said}
      <Conflicts {...{ context, there, maySet }} conflicts={there.conflicts} />
      {withRate.length === 0 && <p>{words.ratesNone}</p>}
      {withRate.map((target) => (
        <OneRate {...props} target={target} />
      ))}
      {maySet && without.length > 0 && (
        <section>
          <h2 class="again">{words.ratesElsewhere}</h2>
          <ul class="lines">
            {without.map((target) => (
              <li>
                <b class="line-name">
                  {target.name}
                  <small>{words[`rateScope_${target.scope}`]}</small>
                </b>
                <a
                  class="button"
                  href={targetPath(target)}
                  aria-label={words.rateSetFor(target.name)}
                >
                  {words.rateSet}
                </a>
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

/** Two rates for one passage: nothing is taken until one of them ends. */
export function Conflicts({
  context: { words, language },
  there,
  conflicts,
  maySet,
}: {
  readonly context: Pick<PageContext, 'words' | 'language'>;
  readonly there: RatesThere;
  readonly conflicts: readonly RateConflict[];
  readonly maySet: boolean;
}) {
  if (conflicts.length === 0) return null;
  const zoneOf = ({ place }: HeldRate) =>
    there.targets.find(({ placeId }) => placeId === place)?.timeZone ?? 'Europe/Paris';
  const named = (rate: HeldRate) => {
    const name = words[`rateNamed_${rate.scope}`](there.nameOf(rate));
    return maySet ? <a href={targetPath(rate)}>{name}</a> : name;
  };
  return (
    <div class="alert" role="alert">
      <div>
        <p>
          {words.rateConflict} {maySet ? words.rateConflictDo : words.rateConflictAsk}
        </p>
        <ul>
          {conflicts.map(({ rates: [one, other], accessPoint, from }) => (
            <li>
              {named(one)}, {named(other)},{' '}
              {words.rateConflictAt(accessPoint.name || accessPoint.id)}
              {from !== null &&
                `, ${words.rateConflictFrom(momentAt(from, zoneOf(one), language))}`}
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}

function OneRate({
  context,
  there,
  maySet,
  target,
}: Omit<RatesProps, 'said'> & { readonly target: Target }) {
  const { words, language } = context;
  const { held, versions, coming, timeZone } = target;
  const when = (at: number) => momentAt(at, timeZone, language);
  return (
    <section class="rate">
      <h2 class="again">{target.name}</h2>
      <p class="aside">{words[`rateScope_${target.scope}`]}</p>
      {held ? (
        <>
          <p>{termsText(held.terms, language, words)}</p>
          <ul class="rate-examples">
            {examplesOf(held.terms, language, words).map((example) => (
              <li>{example}</li>
            ))}
          </ul>
        </>
      ) : (
        <p>{words.rateEnded}</p>
      )}
      {coming.map(({ since, terms }) => (
        <p>
          {words.rateComing(
            when(since),
            terms ? termsText(terms, language, words) : words.rateEnded,
          )}
        </p>
      ))}
      <details>
        <summary>{words.rateHistory}</summary>
        <ul class="lines">
          {versions.map(({ since, terms, madeAt, madeBy }) => (
            <li>
              <b class="line-name">
                {words.rateFrom(when(since))}
                <small>
                  {words.rateMade(when(madeAt), there.names.get(madeBy) ?? words.rateByNobody)}
                </small>
              </b>
              <span>{terms ? termsText(terms, language, words) : words.rateEnded}</span>
            </li>
          ))}
        </ul>
      </details>
      {maySet && (
        <p class="actions">
          <a class="button" href={targetPath(target)} aria-label={words.rateChangeOf(target.name)}>
            {words.change}
          </a>
        </p>
      )}
    </section>
  );
}
