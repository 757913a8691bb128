import type { CorrectionChange } from '../../shared/domain/correction.ts';
import { failure } from '../../shared/runtime/errors.ts';
import { findPunch } from '../store/punches.ts';
import type { Unit } from '../store/rows.ts';

/** Longer than any stay, and short enough for every total by days. */
const longestMs = 366 * 86_400_000;

/**
 * Refuses a correction that nobody can mean: an exit before its entry, a year too late, a card given to nobody known
 * or for no time at all. Throws `badRequest` or `unknownReference`.
 */
export async function mustBeMeant(unit: Unit, change: CorrectionChange): Promise<void> {
  if (change.kind === 'assignCard') {
    const { from, to, memberId } = change;
    if (from !== null && to !== null && from >= to) throw refused('`to` is not after `from`');
    const member = await unit.tx
      .selectFrom('member')
      .select('id')
      .where('id', '=', memberId)
      .executeTakeFirst();
    if (!member) throw failure('unknownReference', { what: 'member', id: memberId });
  }
  if (change.kind === 'addExit' || change.kind === 'addEntry') {
    const tap = await findPunch(unit, change.punchId, null);
    if (!tap) throw failure('notFound', { what: 'punch', id: change.punchId });
    const stayMs = (change.at - tap.punch.occurredAt) * (change.kind === 'addExit' ? 1 : -1);
    if (stayMs <= 0) throw refused(`\`at\` is not ${afterOrBefore[change.kind]} the tap`);
    if (stayMs > longestMs) throw refused('`at` is more than a year from the tap');
  }
}

const afterOrBefore = { addExit: 'after', addEntry: 'before' } as const;
const refused = (detail: string) => failure('badRequest', { detail });
