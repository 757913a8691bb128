import type { Direction } from '../../../shared/domain/access-point.ts';
import type { Correction, CorrectionChange } from '../../../shared/domain/correction.ts';
import type { Passage, PassageEnd } from '../../../shared/domain/passage.ts';
import type { SequencePunch } from '../../../shared/domain/punch.ts';
import { defaultVisitPolicy, type VisitPolicy } from '../../../shared/domain/visit-policy.ts';

/** The policy of the worked examples. */
export const parisPolicy: VisitPolicy = { ...defaultVisitPolicy, timeZone: 'Europe/Paris' };

/** An instant from local wall time in Paris, or from any ISO text with an offset. */
export const instant = (text: string): number =>
  /Z$|[+-]\d\d:\d\d$/.test(text)
    ? Temporal.Instant.from(text).epochMilliseconds
    : Temporal.PlainDateTime.from(text).toZonedDateTime('Europe/Paris').epochMilliseconds;

/** `Mon 09:00` to `Sun 23:59:59`, in the week of 2 March 2026; without a day it is Monday. */
export const local = (text: string): number => {
  const days = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
  const [first = '', second] = text.split(' ');
  const day = second === undefined ? 0 : days.indexOf(first);
  return instant(`2026-03-0${2 + day}T${second ?? first}`);
};

let count = 0;

/** A tap; its id is the text it was made from. */
export const tapAt = (
  when: string,
  direction: Direction = 'toggle',
  over: Partial<SequencePunch> = {},
): SequencePunch => ({
  id: when,
  device: 'pi-1',
  epoch: 'e1',
  seq: ++count,
  occurredAt: local(when),
  direction,
  accessPoint: 'entree',
  cardUid: '04A1B2C3D4E5F6',
  estimated: false,
  ...over,
});

const clock = (end: PassageEnd | null): string => {
  if (end === null) return '?';
  const at = Temporal.Instant.fromEpochMilliseconds(end.at).toZonedDateTimeISO('Europe/Paris');
  const day = ['', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'][at.dayOfWeek];
  const time = at.toPlainTime().toString({ smallestUnit: at.second ? 'second' : 'minute' });
  return `${day} ${time}${end.by === 'card' ? '' : ` by ${end.by}`}`;
};

/** A passage in one line: `Mon 09:00 - Mon 12:00 closed`. */
export const line = (passage: Passage): string =>
  `${clock(passage.entry)} - ${clock(passage.exit)} ${passage.status}`;

/** Taps from texts like `in Mon 09:00`; a bare time is a toggle. Their ids are the times. */
export const tapsOf = (texts: readonly string[]): SequencePunch[] =>
  texts.map((text) => {
    const [, direction, when = ''] = /^(in |out |toggle |presence )?(.+)$/.exec(text) ?? [];
    return tapAt(when, (direction?.trim() ?? 'toggle') as Direction);
  });

/** A correction as staff made it. */
export const made = (change: CorrectionChange, over: Partial<Correction> = {}): Correction =>
  ({
    id: `c${++count}`,
    madeAt: count,
    madeBy: 'staff:1',
    reason: 'oubli',
    undone: false,
    ...change,
    ...over,
  }) as Correction;
