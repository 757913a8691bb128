import type { AccessPointRecord, Grant, Group, Member, ScheduleRecord } from '../ports/registry.ts';
import type { Language, Words } from './language.ts';
import { listOf, scheduleText } from './schedule-words.ts';

/** What grants name, to say them in words. */
export interface GrantNames {
  readonly points: readonly AccessPointRecord[];
  readonly schedules: readonly ScheduleRecord[];
  readonly groups: readonly Group[];
  readonly members: ReadonlyMap<string, Member>;
  /** Local; days that are over are told no more. */
  readonly today: string;
}

/** Who enters where and when: `Le groupe Grimpe entre par Bloc entrée, tous les jours de 12 h à 22 h.` */
export function grantSentence(
  grant: Pick<Grant, 'memberId' | 'groupId' | 'accessPoints' | 'scheduleId'>,
  names: GrantNames,
  { words, language }: { readonly words: Words; readonly language: Language },
): string {
  return words.sentenceEnters(
    whoOf(grant, names, words),
    whereOf(grant, names, words, language),
    whenOf(grant, names, words, language),
  );
}

function whoOf(
  { memberId, groupId }: Pick<Grant, 'memberId' | 'groupId'>,
  { groups, members }: GrantNames,
  words: Words,
): string {
  if (memberId !== null) return members.get(memberId)?.name ?? memberId;
  if (groupId === null || groupId === 'everyone') return words.whoEveryone;
  return words.whoGroup(groups.find(({ id }) => id === groupId)?.name ?? groupId);
}

function whereOf(
  { accessPoints }: Pick<Grant, 'accessPoints'>,
  { points }: GrantNames,
  words: Words,
  language: Language,
): string {
  if (accessPoints === '*') return words.everywhere;
  const names = accessPoints.map((id) => points.find((point) => point.id === id)?.name ?? id);
  return words.byThese(listOf(names, language));
}

function whenOf(
  { scheduleId }: Pick<Grant, 'scheduleId'>,
  { schedules, today }: GrantNames,
  words: Words,
  language: Language,
): string {
  if (scheduleId === null) return words.anyTime;
  const schedule = schedules.find(({ id }) => id === scheduleId);
  return schedule ? scheduleText(schedule, language, today) : words.scheduleGone;
}
