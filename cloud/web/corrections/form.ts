import { type Direction, directions } from '../../../shared/domain/access-point.ts';
import type { CorrectionChange } from '../../../shared/domain/correction.ts';
import type { Registry } from '../../ports/registry.ts';
import type { PassageRow } from '../../ports/report.ts';
import { dayOf, timeOf } from '../format.ts';
import type { Words } from '../language.ts';
import { plainOf } from '../report-filter.ts';
import { endAsked, type Kind, offeredFor, type TimeKind, tappedEnds } from './offered.ts';

export const reasons = ['said', 'seen', 'card', 'reader', 'other'] as const;
type Reason = (typeof reasons)[number];

export const formFields = [
  ...(['what', 'punchId', 'time', 'day', 'direction', 'member', 'from', 'to'] as const),
  ...(['reason', 'reasonMore', 'version', 'back', 'do'] as const),
] as const;
export type Typed = Record<(typeof formFields)[number], string>;
export const nothingTyped = Object.fromEntries(formFields.map((name) => [name, ''])) as Typed;

export type Errors = Partial<Record<keyof Typed, string>>;

/** What a form asks for, or what it lacks; a form half filled has a change before it has a reason. */
export interface Asked {
  readonly kind: Kind;
  readonly change: CorrectionChange | null;
  /** The end that is there counts no more. */
  readonly replaces: boolean;
  /** As it is kept: the words chosen, and what was added to them. */
  readonly reason: string;
  readonly errors: Errors;
}

export async function askedOf(
  registry: Registry,
  typed: Typed,
  row: PassageRow,
  words: Words,
  now: number,
): Promise<Asked | null> {
  const offered = offeredFor(row);
  const kind = offered.find((one) => one === typed.what) ?? offered[0];
  if (!kind) return null;
  const reason = reasonOf(typed, words);
  const replaces = kind === 'changeExit' || kind === 'changeEntry';
  const lacksReason = reason === '' ? { reason: words.errorReason } : {};
  const found = await changeOf(registry, kind, typed, row, words, now);
  if ('errors' in found) {
    return { kind, change: null, replaces, reason, errors: { ...found.errors, ...lacksReason } };
  }
  return { kind, change: found, replaces, reason, errors: lacksReason };
}

function reasonOf(typed: Typed, words: Words): string {
  const chosen = reasons.find((one) => one === typed.reason);
  const more = typed.reasonMore.trim();
  if (chosen === undefined || chosen === 'other') return more;
  const said = words[`reason_${chosen satisfies Reason}`];
  return more === '' ? said : `${said} (${more})`;
}

async function changeOf(
  registry: Registry,
  kind: Kind,
  typed: Typed,
  row: PassageRow,
  words: Words,
  now: number,
): Promise<CorrectionChange | { errors: Errors }> {
  const taps = tappedEnds(row);
  const tap = taps.find(({ punchId }) => punchId === typed.punchId) ?? taps[0];
  const punchId = tap?.punchId ?? row.id;
  switch (kind) {
    case 'addExit':
    case 'addEntry':
    case 'changeExit':
    case 'changeEntry': {
      const at = momentTyped(typed, row, kind);
      if (at === null) return { errors: { time: words.errorTime } };
      const isExit = endAsked(kind) === 'exit';
      const other = otherEnd(row, kind);
      const time = timeOf(other?.at ?? at, row.timeZone);
      if (other && isExit && at <= other.at)
        return { errors: { time: words.errorExitBefore(time) } };
      if (other && !isExit && at >= other.at)
        return { errors: { time: words.errorEntryAfter(time) } };
      if (at > now) return { errors: { time: words.errorFuture } };
      return { kind: isExit ? 'addExit' : 'addEntry', punchId: other?.punchId ?? row.id, at };
    }
    case 'voidPunch':
      return { kind, punchId };
    case 'setDirection': {
      const direction = directions.find((one) => one === typed.direction);
      return { kind, punchId, direction: direction ?? likelyDirection(tap?.end) };
    }
    case 'assignCard': {
      const memberId = await memberNamed(registry, typed.member);
      if (memberId === null) return { errors: { member: words.errorHolder } };
      const from = localInstant(typed.from, row.timeZone);
      const to = localInstant(typed.to, row.timeZone);
      if (from !== null && to !== null && from >= to) return { errors: { to: words.errorBounds } };
      return { kind, uid: row.cardUid, memberId, from, to };
    }
  }
}

/** The other one: nobody corrects a direction to what it is. */
export const likelyDirection = (end: 'entry' | 'exit' | 'presence' | undefined): Direction =>
  end === 'exit' ? 'in' : 'out';

const otherEnd = ({ entry, exit }: PassageRow, kind: TimeKind) =>
  endAsked(kind) === 'exit' ? entry : exit;

/** The days an end may lie on: that of the other end or its neighbour, and the one it lies on by now. */
export function daysOffered(row: PassageRow, kind: TimeKind): readonly string[] {
  const at = otherEnd(row, kind)?.at ?? 0;
  const day = Temporal.PlainDate.from(dayOf(at, row.timeZone));
  const isExit = endAsked(kind) === 'exit';
  const days = [day, isExit ? day.add({ days: 1 }) : day.subtract({ days: 1 })].map(String);
  return [...new Set([...days, ...(changedDay(row, kind) ?? [])])];
}

/** The day of the end that is to change. */
function changedDay({ entry, exit, timeZone }: PassageRow, kind: TimeKind): [string] | null {
  const end = kind === 'changeExit' ? exit : kind === 'changeEntry' ? entry : null;
  return end && [dayOf(end.at, timeZone)];
}

/** The day that a form shows chosen. */
export function dayChosen(typed: Typed, row: PassageRow, kind: TimeKind): string {
  const days = daysOffered(row, kind);
  return days.find((one) => one === typed.day) ?? changedDay(row, kind)?.[0] ?? days[0] ?? '';
}

function momentTyped(typed: Typed, row: PassageRow, kind: TimeKind): number | null {
  const day = dayChosen(typed, row, kind);
  return localInstant(`${day}T${clockTime(typed.time) ?? ''}`, row.timeZone);
}

/** `17:30`, and what hurried hands make of it: `17h30`, `1730`, `9:05`. */
export function clockTime(text: string): string | null {
  const [, hours, minutes] = /^(\d{1,2})[:hH.]?(\d{2})$/.exec(text.replaceAll(/\s/g, '')) ?? [];
  if (hours === undefined || minutes === undefined) return null;
  return Number(hours) > 23 || Number(minutes) > 59 ? null : `${hours.padStart(2, '0')}:${minutes}`;
}

/** A local time as a form gives it, `2026-03-11T17:30`. */
function localInstant(text: string, timeZone: string): number | null {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(text)) return null;
  try {
    return Temporal.PlainDateTime.from(text, { overflow: 'reject' }).toZonedDateTime(timeZone)
      .epochMilliseconds;
  } catch {
    return null;
  }
}

/** The one member who has exactly this name, accents and capitals aside, or this id. */
async function memberNamed(registry: Registry, typed: string): Promise<string | null> {
  const wanted = plainOf(typed);
  if (wanted === '') return null;
  if (await registry.members.find(typed)) return typed;
  const found: string[] = [];
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof registry.members.list>> = await registry.members.list({
      limit: 1000,
      cursor,
    });
    for (const { id, name } of page.items) if (plainOf(name) === wanted) found.push(id);
    cursor = page.nextCursor;
  } while (cursor !== null);
  return found.length === 1 ? (found[0] ?? null) : null;
}
