import { refusalText } from '../../../shared/domain/refusal-text.ts';
import { maskUid } from '../../../shared/runtime/mask-uids.ts';
import { zoned } from '../format.ts';
import type { LastRefusal } from '../last-refusals.ts';
import { readNumber } from '../members/card-words.ts';
import { momentOf } from '../report/view.ts';
import type { PageContext } from './page-context.ts';

interface RefusalsProps {
  readonly context: PageContext;
  readonly refusals: readonly LastRefusal[];
  readonly today: string;
  readonly timeZone: string;
}

/** Who was not let in, where, why in words, and where to go from there. */
export function LastRefusals(props: RefusalsProps) {
  const { words } = props.context;
  return (
    <section id="refusals">
      <h2>{words.lastRefusals}</h2>
      {props.refusals.length === 0 && <p>{words.noRefusals}</p>}
      <ul class="lines refusals">
        {props.refusals.map((refusal) => (
          <Refusal {...props} refusal={refusal} />
        ))}
      </ul>
    </section>
  );
}

function Refusal(props: RefusalsProps & { readonly refusal: LastRefusal }) {
  const { context, refusal, today } = props;
  const { words, language } = context;
  const { reason, card, accessPoint, times } = refusal;
  const timeZone = refusal.timeZone ?? props.timeZone;
  const said = refusalText(reason, card?.state ?? null)[language];
  const when = momentOf(refusal.at, { timeZone, today, language });
  const who = whoOf(refusal, context);
  const next = nextOf(refusal, timeZone);
  return (
    <li>
      <span class="line-name">
        <b>{who}</b>
        <small>
          {words.refusedAt(when, accessPoint?.name ?? refusal.accessPointId)}
          {times > 1 && <>, {words.refusedTimes(times)}</>}
        </small>
      </span>
      <span class="refusal-reason">{said.title}</span>
      {next && (
        <a class="button" href={next.href}>
          {words[next.word]}
          <span class="hidden"> {who}</span>
        </a>
      )}
    </li>
  );
}

/** The member, else the card as its reader may see it: a whole uid is a key to copy. */
function whoOf(refusal: LastRefusal, { words, principal }: PageContext): string {
  const { uid, card, memberName } = refusal;
  if (memberName !== null) return memberName;
  if (card?.number) return words.cardNumber(card.number);
  if (card) return words.cardRead(readNumber(card, principal));
  return uid === null ? words.cardErased : words.cardRead(maskUid(uid));
}

/** A card that nobody knows is given to somebody; of any other the question is why. */
function nextOf(
  { reason, card, tapId, accessPoint, at, uid, memberName }: LastRefusal,
  timeZone: string,
): { readonly href: string; readonly word: 'whyTitle' | 'whoIsIt' } | null {
  if (card && accessPoint) {
    const local = zoned(at, timeZone).toPlainDateTime().toString({ smallestUnit: 'minute' });
    const query = new URLSearchParams({
      who: memberName ?? card.number ?? '',
      accessPointId: accessPoint.id,
      at: local,
      cardId: card.id,
    });
    return { href: `/why?${query}`, word: 'whyTitle' };
  }
  return reason === 'unknownCard' && card === null && uid !== null
    ? { href: `/cards/unknown/${tapId}`, word: 'whoIsIt' }
    : null;
}
