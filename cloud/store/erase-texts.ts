import { sql } from 'kysely';
import type { Tx } from './database.ts';
import type { Schema } from './schema/index.ts';
import { isTheirTap, namesThem, roughly, type Traces } from './traces.ts';

/** Where people write, and what is left in its place. */
const written = [
  ['audit', 'seq', 'details', null],
  ['correction', 'id', 'reason', ''],
  ['correction', 'id', 'undone_reason', ''],
  ['given_command', 'id', 'reason', ''],
  ['dead_letter', 'id', 'note', ''],
  ['incident', 'id', 'note', ''],
  ['incident', 'id', 'details', '{}'],
  ['session', 'id', 'title', ''],
  ['session', 'id', 'trainer', ''],
  ['webhook_attempt', 'id', 'said', ''],
  ['ledger_entry', 'number', 'words', null],
  ['pass_entry', 'number', 'words', null],
  ['proposal', 'id', 'words', ''],
  ['proposal', 'id', 'answer', ''],
  ['told_record', 'id', 'body', '{}'],
] as const satisfies readonly (readonly [keyof Schema, string, string, string | null])[];

/** So many rows are changed, or read whole, in one go. */
const atOnce = 200;

/** Takes every text that names somebody out of the store, whoever wrote it; a file that does goes whole. */
export async function eraseTexts(tx: Tx, traces: Traces): Promise<void> {
  const names = namesThem(traces);
  if (traces.texts.length + traces.uids.length === 0) return;
  for (const [table, key, column, left] of written) {
    const rows = await sql<{ key: string | number; text: string }>`
      SELECT ${sql.ref(key)} AS key, ${sql.ref(column)} AS text FROM ${sql.table(table)}
      WHERE ${fits(column, roughly(traces))}`.execute(tx);
    const theirs = rows.rows.flatMap((row) => (names(row.text) ? row.key : []));
    for (let at = 0; at < theirs.length; at += atOnce)
      await sql`UPDATE ${sql.table(table)} SET ${sql.ref(column)} = ${left}
        WHERE ${sql.ref(key)} IN (${sql.join(theirs.slice(at, at + atOnce))})`.execute(tx);
  }
  await eraseFiles(tx, names);
}

/** Takes away messages nobody could read that are taps of somebody, or may be. */
export async function eraseLetters(tx: Tx, traces: Traces): Promise<void> {
  const isTheirs = isTheirTap(traces);
  for (let after = ''; ; ) {
    const some = await tx
      .selectFrom('dead_letter')
      .select(['id', 'raw'])
      .where('id', '>', after)
      .orderBy('id')
      .limit(atOnce)
      .execute();
    const theirs = some.filter(({ raw }) => readings(raw).some(isTheirs)).map(({ id }) => id);
    if (theirs.length > 0) await tx.deleteFrom('dead_letter').where('id', 'in', theirs).execute();
    const last = some.at(-1);
    if (!last || some.length < atOnce) return;
    after = last.id;
  }
}

/** Files somebody sent to be imported, and what was found in them. */
async function eraseFiles(tx: Tx, names: (text: string) => boolean): Promise<void> {
  for (const { id } of await tx.selectFrom('import_file').select('id').execute()) {
    const file = await tx
      .selectFrom('import_file')
      .select(['name', 'content', 'report'])
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
    const { name, content, report } = file;
    const told = [name, report ?? '', ...readings(content)];
    if (told.some(names)) await tx.deleteFrom('import_file').where('id', '=', id).execute();
  }
}

/** As it is; and, where it may be base64, what that may stand for: devices and spreadsheets write in several ways. */
export function readings(text: string): readonly string[] {
  if (!/^[A-Za-z0-9+/_-]+=*$/.test(text)) return [text];
  const bytes = Buffer.from(text, 'base64');
  const decoded = ['utf-8', 'windows-1252', 'utf-16le'].map((as) =>
    new TextDecoder(as).decode(bytes),
  );
  return [text, ...decoded];
}

const fits = (column: string, patterns: readonly string[]) =>
  sql<boolean>`(${sql.join(
    patterns.map((pattern) => sql`lower(${sql.ref(column)}) LIKE ${pattern} ESCAPE '\\'`),
    sql` OR `,
  )})`;
