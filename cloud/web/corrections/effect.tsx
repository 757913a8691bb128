import type { Passage } from '../../../shared/domain/passage.ts';
import { durationMs } from '../../../shared/domain/passage-as-of.ts';
import type { CorrectionPreview } from '../../ports/corrections.ts';
import { duration, number, timeOf } from '../format.ts';
import type { Language, Words } from '../language.ts';
import { DayStrip } from '../report/day-strip.tsx';

export interface EffectProps {
  readonly preview: CorrectionPreview | null;
  readonly words: Words;
  readonly language: Language;
  readonly timeZone: string;
  readonly now: number;
  /** What the tokens debited were and become; null: this place counts none. */
  readonly tokens: { readonly before: string; readonly after: string } | null;
  readonly isAddition: boolean;
}

/** Before and after, by the pairing itself. */
export function Effect(props: EffectProps) {
  const { preview, words, isAddition } = props;
  return (
    <div id="effect" class="effect" aria-live="polite">
      {preview === null ? (
        <p class="small">{words.effectLater}</p>
      ) : preview.moved !== null ? (
        <p>{movedText(preview.moved, props)}</p>
      ) : (
        <>
          <Side {...props} label={words.before} passages={preview.before} token="before" />
          <Side {...props} label={words.after} passages={preview.after} token="after" />
          {isAddition && <p class="small">{words.squareStays}</p>}
        </>
      )}
    </div>
  );
}

const movedText = (
  { punches, passages }: NonNullable<CorrectionPreview['moved']>,
  { words, language }: EffectProps,
) => words.effectCard(punches, words.dayCount(passages, number(passages, language)));

function Side({
  label,
  passages,
  token,
  ...props
}: EffectProps & {
  label: string;
  passages: readonly Passage[];
  token: 'before' | 'after';
}) {
  const { words, timeZone, now, tokens } = props;
  return (
    <div class={`side-${token}`}>
      <span class="side-label">{label}</span>
      <div class="side-rows">
        {passages.length === 0 && <p class="small">{words.noPassageLeft}</p>}
        {passages.map((passage) => (
          <div class="side-row">
            <DayStrip row={{ ...passage, timeZone }} now={now} />
            <span class="side-words">
              <span class="aside">{endsOf(passage, props)}</span> <b>{lengthOf(passage, props)}</b>
            </span>
          </div>
        ))}
        {tokens && <p class="side-tokens">{tokens[token]}</p>}
      </div>
    </div>
  );
}

const endsOf = ({ entry, exit }: Passage, { timeZone, words }: EffectProps): string =>
  [entry, exit]
    .map((end) => (end === null ? words.unknownTime : timeOf(end.at, timeZone)))
    .join(' – ');

function lengthOf(passage: Passage, { words, language }: EffectProps): string {
  const length = durationMs(passage);
  return length === null ? words.noDuration : duration(length, language, words);
}
