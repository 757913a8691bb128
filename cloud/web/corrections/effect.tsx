import { tokensText } from '../../../shared/domain/item.ts';
import type { Passage } from '../../../shared/domain/passage.ts';
import { durationMs } from '../../../shared/domain/passage-as-of.ts';
import type { CorrectionPreview } from '../../ports/corrections.ts';
import { duration, number, timeOf } from '../format.ts';
import type { Language, Words } from '../language.ts';
import { DayStrip } from '../report/day-strip.tsx';

interface Read {
  readonly words: Words;
  readonly language: Language;
  readonly timeZone: string;
  readonly now: number;
}

export interface EffectProps extends Read {
  readonly preview: CorrectionPreview | null;
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
          <Side {...props} side="before" preview={preview} />
          <Side {...props} side="after" preview={preview} />
          {preview.tokens !== null && preview.tokens.elsewhere !== 0 && (
            <p class="small">{elsewhereText(preview.tokens.elsewhere, props)}</p>
          )}
          {isAddition && <p class="small">{words.squareStays}</p>}
        </>
      )}
    </div>
  );
}

const movedText = (
  { punches, passages }: NonNullable<CorrectionPreview['moved']>,
  { words, language }: Read,
) => words.effectCard(punches, words.dayCount(passages, number(passages, language)));

const elsewhereText = (units: number, { words, language }: Read): string => {
  const amount = tokensText(Math.abs(units), language);
  return units > 0 ? words.effectElsewhereMore(amount) : words.effectElsewhereLess(amount);
};

function Side({
  side,
  preview,
  ...props
}: Read & {
  readonly side: 'before' | 'after';
  readonly preview: CorrectionPreview;
}) {
  const { words, timeZone, now, language } = props;
  const passages = preview[side];
  return (
    <div class={`side-${side}`}>
      <span class="side-label">{words[side]}</span>
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
        {preview.tokens && (
          <p class="small">{words.effectCost(tokensText(preview.tokens[side], language))}</p>
        )}
      </div>
    </div>
  );
}

const endsOf = ({ entry, exit }: Passage, { timeZone, words }: Read): string =>
  [entry, exit]
    .map((end) => (end === null ? words.unknownTime : timeOf(end.at, timeZone)))
    .join(' – ');

function lengthOf(passage: Passage, { words, language }: Read): string {
  const length = durationMs(passage);
  return length === null ? words.noDuration : duration(length, language, words);
}
