import { failure } from '../../shared/runtime/errors.ts';
import type { CloseMishap, Closing } from '../ports/journal.ts';
import type { Database } from './database.ts';

const tables = { incident: 'incident', deadLetter: 'dead_letter' } as const;
const called = { incident: 'incident', deadLetter: 'dead letter' } as const;

/** Only the first closing stands: of two at once, the second finds it closed. */
export const openClosings = ({ db }: Pick<Database, 'db'>): CloseMishap =>
  async function close(kind, id, { at, by, note }) {
    const table = tables[kind];
    const done = await db
      .updateTable(table)
      .set({ closed_at: at, closed_by: by, note })
      .where('id', '=', id)
      .where('closed_at', 'is', null)
      .executeTakeFirst();
    if (done.numUpdatedRows > 0n) return;
    const known = await db.selectFrom(table).select('id').where('id', '=', id).executeTakeFirst();
    if (!known) throw failure('notFound', { what: called[kind], id });
    throw failure('conflict', { detail: 'Somebody closed it already.' });
  };

/** As the reader tells it. */
export const closingOf = (row: {
  readonly closed_at: number | null;
  readonly closed_by: string | null;
  readonly note: string | null;
}): Closing | null =>
  row.closed_at === null
    ? null
    : { at: row.closed_at, by: row.closed_by ?? '', note: row.note ?? '' };
