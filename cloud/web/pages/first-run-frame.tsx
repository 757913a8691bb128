import type { ComponentChildren } from 'preact';
import { type FirstRunStep, firstRunSteps } from '../../ports/first-run.ts';
import type { Progress } from '../first-run.ts';
import { Token } from './form.tsx';
import { Icon } from './icon.tsx';
import { type PageContext, pageOf } from './shell.tsx';

interface FrameProps {
  readonly context: PageContext;
  readonly progress: Progress;
  readonly step: FirstRunStep;
  readonly title: string;
  readonly text: string;
  readonly children: ComponentChildren;
}

/** One question, its number, and where one is among them; every step can be left and taken up again. */
export function firstRunPage(props: FrameProps): string {
  const { context, progress, step, title, text, children } = props;
  const { words } = context;
  const at = firstRunSteps.indexOf(step);
  const before = firstRunSteps[at - 1];
  return pageOf({
    context,
    title,
    children: (
      <div class="first-run">
        <Rail context={context} progress={progress} step={step} />
        <section>
          <p class="small">{words.stepOf(String(at + 1), String(firstRunSteps.length))}</p>
          <h1>{title}</h1>
          <p class="first-text">{text}</p>
          {children}
          <div class="first-foot">
            {before && (
              <a class="button" href={`/first-run/${before}`}>
                <Icon name="arrow-left" />
                <span>{words.stepBack}</span>
              </a>
            )}
            {!progress.done.has(step) && (
              <form method="post" action="/first-run/later">
                <Token context={context} />
                <input type="hidden" name="step" value={step} />
                <button class="link-button" type="submit">
                  {words.stepLater}
                </button>
              </form>
            )}
          </div>
        </section>
      </div>
    ),
  });
}

function Rail({
  context: { words },
  progress: { done, state, place, readers },
  step,
}: Pick<FrameProps, 'context' | 'progress'> & { readonly step: FirstRunStep | null }) {
  const said = (one: FirstRunStep): string => {
    if (one === step) return words.stepNow;
    if (one === 'place' && place) return place.name;
    if (one === 'leaving' && state.leaving !== null) return words[`leaving_${state.leaving}`];
    if (one === 'reader' && done.has(one)) return readers.map(({ name }) => name).join(', ');
    if (done.has(one)) return words.stepDone;
    return state.skipped.includes(one) ? words.stepSkipped : words.stepWaiting;
  };
  return (
    <nav class="rail" aria-label={words.stepSteps}>
      <ol>
        {firstRunSteps.map((one) => (
          <li class={one === step ? 'now' : done.has(one) ? 'done' : undefined}>
            <span class="rail-mark">
              {done.has(one) && one !== step && <Icon name="check" size={14} />}
            </span>
            <a href={`/first-run/${one}`} aria-current={one === step ? 'step' : undefined}>
              <b>{words[`step_${one}`]}</b>
              <span>{said(one)}</span>
            </a>
          </li>
        ))}
      </ol>
    </nav>
  );
}

/** A card and a reader, as the first card meets them. */
export const CardAndReader = () => (
  <svg class="card-and-reader" viewBox="0 0 540 310" aria-hidden="true">
    <g transform="rotate(-7 130 180)">
      <path
        class="drawn-card"
        d="M14 92h206l34 34v138a8 8 0 0 1-8 8H22a8 8 0 0 1-8-8z"
        stroke-width="3"
      />
      <path class="drawn-mark" d="M62 214h66" stroke-width="7" />
      <circle class="drawn-dot" cx="62" cy="214" r="13" />
      <circle class="drawn-ring" cx="140" cy="214" r="10" stroke-width="6" />
    </g>
    <path class="drawn-wave" d="M276 104q38 54 0 106M300 122q24 36 0 70" stroke-width="3" />
    <rect class="drawn-reader" x="340" y="2" width="196" height="304" rx="20" />
    <circle class="drawn-target" cx="438" cy="150" r="60" stroke-width="20" />
    <rect class="drawn-light" x="410" y="262" width="56" height="8" rx="4" />
  </svg>
);
