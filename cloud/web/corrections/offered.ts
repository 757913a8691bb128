import type { Correction } from '../../../shared/domain/correction.ts';
import type { PassageEnd } from '../../../shared/domain/passage.ts';
import { isPseudonym } from '../../../shared/domain/pseudonym.ts';
import type { PassageRow } from '../../ports/report.ts';
import type { Principal } from '../principal.ts';

/** What a form asks for: a correction, or another time for an end that there is. */
export type Kind = Correction['kind'] | 'changeExit' | 'changeEntry';
export type TimeKind = Extract<Kind, `${'add' | 'change'}${'Exit' | 'Entry'}`>;

export const asksTime = (kind: Kind): kind is TimeKind => endAsked(kind) !== null;

/** Of which end a time is asked for; null: of none. */
export function endAsked(kind: TimeKind): 'entry' | 'exit';
export function endAsked(kind: Kind): 'entry' | 'exit' | null;
export function endAsked(kind: Kind): 'entry' | 'exit' | null {
  if (kind === 'addExit' || kind === 'changeExit') return 'exit';
  return kind === 'addEntry' || kind === 'changeEntry' ? 'entry' : null;
}

/** An end of a passage where a card was tapped. */
export interface TappedEnd {
  readonly end: 'entry' | 'exit' | 'presence';
  readonly punchId: string;
  readonly at: number;
  readonly accessPointName: string;
}

export function tappedEnds(row: PassageRow): readonly TappedEnd[] {
  const of = (end: PassageEnd | null, as: TappedEnd['end'], name: string | null) =>
    end?.punchId
      ? [{ end: as, punchId: end.punchId, at: end.at, accessPointName: name ?? '' }]
      : [];
  const entry = row.status === 'presence' ? 'presence' : 'entry';
  return [
    ...of(row.entry, entry, row.entryAccessPointName),
    ...of(row.exit, 'exit', row.exitAccessPointName),
  ];
}

/** Those of them that are theirs to make: to give away a card's past concerns every place. */
export const offeredTo = (
  principal: Pick<Principal, 'places'> | null,
  row: PassageRow,
): readonly Kind[] =>
  offeredFor(row).filter((kind) => kind !== 'assignCard' || principal?.places === '*');

/** What may be corrected of a passage, the likeliest first. */
export function offeredFor(row: PassageRow): readonly Kind[] {
  const [tap] = tappedEnds(row);
  if (!tap) return [];
  const kinds: Kind[] = [];
  const lacksExit = row.exit === null || row.exit.by === 'rule';
  if (lacksExit && row.status !== 'presence' && row.entry?.punchId) kinds.push('addExit');
  else if (row.exit && row.entry?.punchId) kinds.push('changeExit');
  if (row.entry === null) kinds.push('addEntry');
  else if (row.exit?.punchId) kinds.push('changeEntry');
  const always = [...kinds, 'voidPunch', 'setDirection'] as const;
  // Nobody knows which card it was.
  return isPseudonym(row.cardUid) ? always : [...always, 'assignCard'];
}
