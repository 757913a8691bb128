import type { AccessPointRecord, CardRecord, Member } from '../../ports/registry.ts';
import { mayOpen } from '../access.ts';
import type { PageContext } from '../pages/page-context.ts';
import { firstNameOf } from './first-name.ts';
import type { Where } from './where.ts';

interface MayEnterProps {
  readonly context: PageContext;
  readonly member: Member;
  readonly where: Where;
  readonly cards: readonly CardRecord[];
}

/** Where somebody enters and when, as a sentence. */
export function MayEnter({ context, member, where, cards }: MayEnterProps) {
  const { words, principal } = context;
  const first = firstNameOf(member.name);
  const [only] = where.parts;
  const isEverywhere =
    where.closed.length === 0 && where.parts.length === 1 && only?.schedule === null;
  const hasCard = cards.some(({ state, uid }) => state === 'active' && uid !== null);
  return (
    <>
      <p class="may-enter">
        {where.parts.length === 0 ? (
          where.closed.length === 0 ? (
            words.noReaderYet
          ) : (
            words.memberEntersNowhere(first)
          )
        ) : (
          <>
            {words.memberEnters(first)}
            {isEverywhere ? (
              <mark>{words.everywhereAlways}</mark>
            ) : (
              where.parts.map(({ schedule, points }, i) => (
                <>
                  {i > 0 && words.andAlso}
                  <Names points={points} marked />
                  {schedule === null ? words.atAnyTime : words.bySchedule(schedule)}
                </>
              ))
            )}
            .
            {where.closed.length > 0 && (
              <>
                {words.noAccessTo}
                <Names points={where.closed} />.
              </>
            )}
          </>
        )}
        {where.parts.length > 0 && !hasCard && <b> {words.noActiveCard}</b>}
      </p>
      {principal && mayOpen(principal, '/grants') && (
        <p>
          <a class="alone" href={`/grants?member=${member.id}`}>
            {words.changeRights}
          </a>
        </p>
      )}
    </>
  );
}

const Names = ({ points, marked }: { points: readonly AccessPointRecord[]; marked?: boolean }) => (
  <>
    {points.map(({ name }, i) => (
      <>
        {i > 0 && ', '}
        {marked ? <mark>{name}</mark> : name}
      </>
    ))}
  </>
);
