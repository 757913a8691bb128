import { createHash } from 'node:crypto';
import { failure } from '../../shared/runtime/errors.ts';
import type { AroundPassage, NearTap, SeenPassage } from '../ports/corrections.ts';
import { readHistory, readPunchCorrections } from '../store/corrections.ts';
import { readPassageOf } from '../store/passage-of-punch.ts';
import { findPunch, readBefore, readFrom, type StoredPunch } from '../store/punches.ts';
import type { Unit } from '../store/rows.ts';
import { lockPlaces } from './pair-passages.ts';

/** Long enough for a night, short enough for one page. */
const nearMs = 18 * 3_600_000;
const mostTaps = 40;
const mostExits = 20;

/** What one has to know to correct a passage; null where there is no punch of this id. */
export async function aroundPassage(unit: Unit, passageId: string): Promise<AroundPassage | null> {
  const tap = await findPunch(unit, passageId, null);
  if (!tap) return null;
  const { key, punch } = tap;
  const look = { key, at: punch.occurredAt };
  const [older = []] = await readBefore(unit, [{ ...look, most: mostTaps }]);
  const [newer = []] = await readFrom(unit, [{ ...look, most: mostTaps }]);
  const passage = await readPassageOf(unit, key, passageId);
  const last = passage?.exit_at ?? punch.occurredAt;
  const taps = [...older.toReversed(), ...newer].filter(
    ({ punch: { occurredAt } }) =>
      occurredAt >= punch.occurredAt - nearMs && occurredAt <= last + nearMs,
  );
  const ids = taps.map((one) => one.punch.id);
  const earlierExits = older
    .filter(({ role }) => role === 'exit')
    .map((one) => one.punch.occurredAt)
    .slice(0, mostExits);
  return {
    version: await versionOf(unit, passageId),
    area: key.area,
    cardUid: punch.cardUid,
    taps: taps.map(nearTap),
    history: await readHistory(unit, ids, punch.cardUid),
    earlierExits,
  };
}

const nearTap = ({ punch, role, passageId }: StoredPunch): NearTap => ({
  id: punch.id,
  at: punch.occurredAt,
  direction: punch.direction,
  accessPoint: punch.accessPoint,
  role,
  passageId,
});

/** Two people decided on what they saw: the second is told that it is no more so. Throws `changedMeanwhile`. */
export async function mustBeAsSeen(unit: Unit, seen: SeenPassage): Promise<void> {
  const tap = await findPunch(unit, seen.passageId, null);
  if (!tap) throw failure('notFound', { what: 'passage', id: seen.passageId });
  await lockPlaces(unit, [tap.key.place]);
  if ((await versionOf(unit, seen.passageId)) !== seen.version) throw failure('changedMeanwhile');
}

/** Who, when, as what, and by which corrections: a digest, for it travels through a form. */
async function versionOf(unit: Unit, passageId: string): Promise<string> {
  const tap = await findPunch(unit, passageId, null);
  if (!tap) return '';
  const { key, role, punch } = tap;
  const row = await readPassageOf(unit, key, passageId);
  const ids = [passageId, ...(row?.exit_punch ? [row.exit_punch] : [])];
  const said = await readPunchCorrections(unit, ids);
  const told = [key, role, punch.occurredAt, row, said.map(({ id }) => id)];
  return createHash('sha256').update(JSON.stringify(told)).digest('base64url').slice(0, 22);
}
