import type { Addition, Correction, CorrectionChange } from '../../shared/domain/correction.ts';
import { failure } from '../../shared/runtime/errors.ts';
import { readPunchCorrections, readSequenceCorrections } from '../store/corrections.ts';
import { readPassageOf } from '../store/passage-of-punch.ts';
import { findPunch } from '../store/punches.ts';
import type { Unit } from '../store/rows.ts';

export const isAddition = <T extends CorrectionChange>(change: T): change is T & Addition =>
  change.kind === 'addExit' || change.kind === 'addEntry';

export interface Replacing {
  readonly addition: Addition;
  /** The tap that is there, set aside; none where staff added that end. */
  readonly aside: readonly CorrectionChange[];
  /** Ids of what staff added there before. */
  readonly ended: ReadonlySet<string>;
}

/** What it takes to give a passage another end than it has. Throws `notFound`. */
export async function replacing(unit: Unit, { kind, punchId, at }: Addition): Promise<Replacing> {
  const tap = await findPunch(unit, punchId, null);
  if (!tap) throw failure('notFound', { what: 'punch', id: punchId });
  const row = tap.passageId === null ? null : await readPassageOf(unit, tap.key, tap.passageId);
  const tapped = (kind === 'addExit' ? row?.exit_punch : row?.entry_punch) ?? null;
  const former = (await readPunchCorrections(unit, [punchId])).filter((made) => made.kind === kind);
  const instead = tapped ?? former.filter(isAddition).findLast((made) => made.instead)?.instead;
  return {
    addition: { kind, punchId, at, ...(instead && { instead }) },
    aside: tapped === null ? [] : [{ kind: 'voidPunch', punchId: tapped, replaced: true }],
    ended: new Set(former.map(({ id }) => id)),
  };
}

/** What is undone with it: an end given in a tap's place, and what set the tap aside. */
export async function madeTogether(unit: Unit, made: Correction): Promise<readonly Correction[]> {
  if (made.kind === 'assignCard') return [];
  if (isAddition(made)) {
    const aside = made.instead ? await readPunchCorrections(unit, [made.instead]) : [];
    return aside.filter((one) => one.kind === 'voidPunch' && one.replaced === true);
  }
  if (made.kind !== 'voidPunch' || !made.replaced) return [];
  const tap = await findPunch(unit, made.punchId, null);
  const [said = []] = tap ? await readSequenceCorrections(unit, [tap.key]) : [];
  return said.filter((one) => isAddition(one) && one.instead === made.punchId);
}
