import { failure } from '../../shared/runtime/errors.ts';
import type { ImportFile, ImportFiles } from '../ports/import-files.ts';
import type { ImportReport } from '../ports/imports.ts';
import type { Database } from './database.ts';
import { newId } from './registry-repository.ts';
import type { DeskTables } from './schema/desk.ts';

const keptMs = 86_400_000;

export function openImportFiles({ db }: Database): ImportFiles {
  const row = async (id: string, by: string) => {
    const found = await db
      .selectFrom('import_file')
      .selectAll()
      .where('id', '=', id)
      .where('sent_by', '=', by)
      .executeTakeFirst();
    if (!found) throw failure('notFound', { what: 'file to import', id });
    return found;
  };
  return {
    async keep({ kind, name, content }, report, by, now) {
      await db
        .deleteFrom('import_file')
        .where('sent_at', '<', now - keptMs)
        .execute();
      const made = {
        id: newId('import'),
        kind,
        name,
        content: content.toString('base64'),
        sent_by: by,
        sent_at: now,
        state: 'looked' as const,
        report: JSON.stringify(report),
        problem: null,
      };
      await db.insertInto('import_file').values(made).execute();
      return fileOf(made);
    },
    get: async (id, by) => fileOf(await row(id, by)),
    content: async (id, by) => Buffer.from((await row(id, by)).content, 'base64'),
    async begin(id) {
      const { numUpdatedRows } = await db
        .updateTable('import_file')
        .set({ state: 'running', problem: null })
        .where('id', '=', id)
        .where('state', 'in', ['looked', 'failed'])
        .executeTakeFirst();
      return numUpdatedRows === 1n;
    },
    async end(id, { state, report, problem }) {
      await db
        .updateTable('import_file')
        .set({
          state,
          problem: problem ?? null,
          ...(report && { report: JSON.stringify(report) }),
          // What is in the store by now is kept nowhere else.
          ...(state === 'done' && { content: '' }),
        })
        .where('id', '=', id)
        .execute();
    },
  };
}

const fileOf = (row: DeskTables['import_file']): ImportFile => ({
  id: row.id,
  kind: row.kind,
  name: row.name,
  state: row.state,
  report: row.report === null ? null : (JSON.parse(row.report) as ImportReport),
  problem: row.problem,
});
