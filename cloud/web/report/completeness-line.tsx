import { Icon } from '../pages/icon.tsx';
import { momentOf, type ReportView } from './view.ts';

type Told = Pick<
  ReportView,
  'completeness' | 'unsent' | 'today' | 'timeZone' | 'language' | 'words'
>;

/** Before every figure: until when it is complete, and who is missing. Calm unless taps may be missing. */
export function CompletenessLine({ view }: { readonly view: Told }) {
  const { words, completeness } = view;
  const { completeUntil, silent, unread, pairingAnew } = completeness;
  const isSilent = silent.length > 0 || unread.length > 0;
  if (completeUntil === null && !isSilent && !pairingAnew) return null;
  return (
    <p class={isSilent ? 'complete silent' : 'complete'}>
      {isSilent && <Icon name="radio" />}
      <span>
        <b>
          {completeUntil === null
            ? unread.length === 0 && words.completeUnknown
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
          .join(' ')}{' '}
        {unread
          .slice(0, 3)
          .map(({ name, since }) => words.readerUnread(name, momentOf(since, view)))
          .join(' ')}
        {completeUntil === null && !isSilent && words.completeUnknownMore}{' '}
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
