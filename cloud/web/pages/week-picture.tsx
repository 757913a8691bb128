import type { Schedule, Weekday } from '../../../shared/domain/schedule.ts';
import type { Language, Words } from '../language.ts';
import { hoursOn, hoursText, weekdayName, weekdays } from '../schedule-words.ts';

const dayMinutes = 1440;
const minuteOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));

interface Bar {
  readonly from: number;
  readonly until: number;
}

/** What is open on a day, by the minute; what runs past midnight shows on the day after too. */
function barsOf(schedule: Pick<Schedule, 'weekly'>, day: Weekday): readonly Bar[] {
  const before = (day === 1 ? 7 : day - 1) as Weekday;
  const own = spansOn(schedule, day).map(({ from, until }) => ({
    from,
    until: Math.min(until, dayMinutes),
  }));
  const late = spansOn(schedule, before)
    .filter(({ until }) => until > dayMinutes)
    .map(({ until }) => ({ from: 0, until: until - dayMinutes }));
  return [...late, ...own];
}

const spansOn = (schedule: Pick<Schedule, 'weekly'>, day: Weekday): readonly Bar[] =>
  hoursOn(schedule, day).map((hours) => {
    const [from, until] = [minuteOf(hours.from), minuteOf(hours.until)];
    return { from, until: until > from ? until : until + dayMinutes };
  });

/** A week, painted: a bar a day, the hours beside it in words. */
export function WeekPicture({
  schedule,
  language,
  words,
}: {
  readonly schedule: Pick<Schedule, 'weekly'>;
  readonly language: Language;
  readonly words: Words;
}) {
  return (
    <dl class="week">
      {weekdays.map((day) => (
        <div>
          <dt>{weekdayName(day, language)}</dt>
          <dd>
            <svg viewBox="0 0 1440 40" preserveAspectRatio="none" aria-hidden="true">
              <rect x="0" y="18" width="1440" height="4" class="week-line" />
              {[360, 720, 1080].map((x) => (
                <rect x={x - 2} y="8" width="4" height="24" class="week-line" />
              ))}
              {barsOf(schedule, day).map(({ from, until }) => (
                <rect x={from} y="4" width={until - from} height="32" class="week-open" />
              ))}
            </svg>
            <span>
              {hoursText(hoursOn(schedule, day), language) ||
                (barsOf(schedule, day).length > 0 ? words.onlyNight : words.closedDay)}
            </span>
          </dd>
        </div>
      ))}
    </dl>
  );
}
