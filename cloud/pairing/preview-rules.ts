import { pairPunches } from '../../shared/domain/pair.ts';
import { type Passage, type PassageStatus, passageStatuses } from '../../shared/domain/passage.ts';
import { asOf } from '../../shared/domain/passage-as-of.ts';
import type { PlaceExit } from '../../shared/domain/place-exit.ts';
import { openAmong, placeExitOf } from '../../shared/domain/place-exits.ts';
import type { VisitRules } from '../../shared/domain/visit-rules.ts';
import { breathe } from '../../shared/runtime/breathe.ts';
import type { PassagesChanged, ProposedRules, RulesPreview } from '../ports/rules-preview.ts';
import type { Database } from '../store/database.ts';
import { readPersonsAfter } from '../store/punches.ts';
import { unitOf } from '../store/rows.ts';
import { readProposedRules } from '../store/visit-rules.ts';
import { isBoundToPlace } from './place-exits.ts';
import type { SequenceChange } from './repair-sequence.ts';
import { wholePerson } from './whole-persons.ts';

type RulesFor = (area: string) => VisitRules;
const personsAtOnce = 100;

/**
 * What other visit rules would make of everything a place holds, nothing of it written. Takes as long as pairing the
 * place anew, with room for everybody else in between, or until `goesOn` says no.
 */
export async function previewRules(
  database: Database,
  place: string,
  proposed: ProposedRules,
  now: number,
  goesOn: () => boolean = () => true,
): Promise<RulesPreview> {
  const unit = unitOf(database, database.db);
  const [was, then] = [
    await readProposedRules(unit, place, {}),
    await readProposedRules(unit, place, proposed),
  ];
  const [before, after] = [noneOfAny(), noneOfAny()];
  const changes = new Map<string, { -readonly [K in keyof PassagesChanged]: PassagesChanged[K] }>();
  let persons = 0;
  let complete = true;
  for (let last: string | null = ''; last !== null; ) {
    const next = await readPersonsAfter(unit, place, last, personsAtOnce);
    for (const person of next) {
      complete = goesOn();
      if (!complete) break;
      persons++;
      const sequences = await wholePerson(unit, { place, person });
      const old = pairPerson(sequences, was, now);
      const made = pairPerson(sequences, then, now);
      for (const { status } of old.values()) before[status]++;
      for (const { status } of made.values()) after[status]++;
      for (const id of new Set([...old.keys(), ...made.keys()])) {
        if (JSON.stringify(old.get(id)) === JSON.stringify(made.get(id))) continue;
        const alike = { before: old.get(id)?.status ?? null, after: made.get(id)?.status ?? null };
        const key = `${alike.before} ${alike.after}`;
        const counted = changes.get(key) ?? { ...alike, passages: 0 };
        counted.passages++;
        changes.set(key, counted);
      }
      await breathe();
    }
    last = complete ? (next.at(-1) ?? null) : null;
  }
  const parts = [...changes.values()].sort((a, b) => b.passages - a.passages);
  const changed = parts.reduce((sum, { passages }) => sum + passages, 0);
  return { before, after, changed, changes: parts, persons, complete };
}

const noneOfAny = () =>
  Object.fromEntries(passageStatuses.map((status) => [status, 0])) as Record<PassageStatus, number>;

/** A person's passages as the report would show them, by area and id. */
function pairPerson(
  sequences: readonly SequenceChange[],
  rulesFor: RulesFor,
  now: number,
): ReadonlyMap<string, Passage> {
  const pair = ({ key, reconsider = [], corrections }: SequenceChange, exit?: PlaceExit) => {
    const punches = reconsider.map(({ punch }) => punch);
    return pairPunches(punches, corrections.now, rulesFor(key.area), exit).passages;
  };
  const own = sequences.find(({ key }) => key.area === key.place);
  const ofPlace = own ? pair(own) : [];
  const shown = new Map<string, Passage>();
  for (const sequence of sequences) {
    const { key } = sequence;
    const rules = rulesFor(key.area);
    const exit = isBoundToPlace(key, rules)
      ? placeExitOf((at) => openAmong(ofPlace, at), rulesFor(key.place))
      : undefined;
    for (const passage of sequence === own ? ofPlace : pair(sequence, exit))
      shown.set(`${key.area}\n${passage.id}`, asOf(passage, now, rules, exit));
  }
  return shown;
}
