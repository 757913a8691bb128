import { Icon } from '../pages/icon.tsx';
import { momentOf, type ReportView } from './view.ts';

/** Before every figure: until when it is complete, and who is missing. Calm unless a reader is silent. */
export function CompletenessLine({ view }: { view: ReportView }) {
  const { words, completeness } = view;
  const { completeUntil, silent, pairingAnew } = completeness;
  if (completeUntil === null && silent.length === 0 && !pairingAnew) return null;
  const isSilent = silent.length > 0;
  return (
    <p class={isSilent ? 'complete silent' : 'complete'}>
      {isSilent && <Icon name="radio" />}
      <span>
        <b>
          {completeUntil === null
            ? words.completeUnknown
            : words.completeUntil(momentOf(completeUntil, view))}
        </b>{' '}
        {silent
          .slice(0, 3)
          .map(({ accessPoint, name, since }) => {
            if (since === null) return words.readerNeverHeard(name);
            const waiting = view.unsent.get(accessPoint) ?? 0;
            const more = waiting > 0 ? ` ${words.waiting(words.entries(waiting))}` : '';
            return words.readerSilent(name, momentOf(since, view)) + more;
          })
          .join(' ')}
        {completeUntil === null && silent.length === 0 && words.completeUnknownMore}{' '}
        {pairingAnew && <b class="pairing-anew">{words.pairingAnew}</b>}
      </span>
      {isSilent && (
        <a class="complete-link" href="/#readers">
          {words.whatToDo}
        </a>
      )}
    </p>
  );
}
