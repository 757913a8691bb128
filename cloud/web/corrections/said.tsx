import type { Correction } from '../../../shared/domain/correction.ts';
import type { PassageRow } from '../../ports/report.ts';
import type { WebDeps } from '../deps.ts';
import { Icon } from '../pages/icon.tsx';
import type { PageContext } from '../pages/shell.tsx';
import { nameOfRow } from '../report/view.ts';
import { madeOf } from './story.ts';

/** What a correction was about, for who reads of it later. */
export interface Told {
  readonly correction: Correction;
  /** Null: the passage is no more, or belongs to nobody here. */
  readonly row: PassageRow | null;
  readonly who: string | null;
  readonly what: string;
  readonly timeZone: string;
}

export async function tell(
  deps: WebDeps,
  { words, language }: Pick<PageContext, 'words' | 'language'>,
  correction: Correction,
): Promise<Told> {
  const now = deps.clock.now();
  const tap = 'punchId' in correction ? await deps.journal.findTap(correction.punchId) : null;
  const around = tap && (await deps.corrections.around(tap.id));
  const passageId = around?.taps.find(({ id }) => id === tap?.id)?.passageId;
  const row = passageId ? await deps.passages.find(passageId, now) : null;
  const memberId = correction.kind === 'assignCard' ? correction.memberId : (tap?.memberRef ?? '');
  const member = row?.memberName ? null : await deps.registry.members.find(memberId);
  const places = await deps.registry.places.list({ limit: 1000, cursor: null });
  const place = places.items.find(({ id }) => id === (row?.place ?? tap?.placeId));
  const timeZone = (place ?? places.items[0])?.timeZone ?? 'Europe/Paris';
  const holder = member?.name ?? '';
  const tapAt = around?.taps.find(({ id }) => id === tap?.id)?.at ?? tap?.occurredAt ?? null;
  const what = madeOf(correction, { words, language, timeZone, tapAt, holder });
  const who = row
    ? nameOfRow(row, words)
    : correction.kind === 'assignCard'
      ? null
      : holder || null;
  return { correction, row, who, what, timeZone };
}

/** After a correction: what was done, and its undoing at hand. */
export function Said({
  context,
  told,
  back,
  next = null,
}: {
  context: PageContext;
  told: Told;
  back: string;
  /** What to mend next; null: nothing that this page knows of. */
  next?: string | null;
}) {
  const { words, csrf } = context;
  const { correction, who, what } = told;
  const sentence = who === null ? what.charAt(0).toUpperCase() + what.slice(1) : `${who}, ${what}`;
  if (correction.undone) {
    return (
      <p class="said-bar" role="status" id="said" tabIndex={-1}>
        <Icon name="check" />
        <span>{words.correctionUndone(who === null ? what : `${who}, ${what}`)}</span>
      </p>
    );
  }
  return (
    <div class="said-bar" role="status" id="said" tabIndex={-1}>
      <Icon name="check" />
      <span>{words.saidCorrection(sentence, correction.reason)}</span>
      {next && (
        <a class="button" href={next} data-correct>
          {words.mendNext}
        </a>
      )}
      <form method="post" action={`/corrections/${correction.id}/undo`}>
        {csrf && <input type="hidden" name="csrf" value={csrf} />}
        <input type="hidden" name="back" value={back} />
        <button class="button" type="submit">
          <Icon name="undo-2" />
          <span>{words.undo}</span>
        </button>
      </form>
    </div>
  );
}
