import type { SqliteDatabase } from '../../shared/runtime/sqlite.ts';

const aboutFact = 'told';

/**
 * What the place told of its members, by person. The cloud tells it again, so its commits do not wait for the disk;
 * the next one that does takes them along.
 */
export function toldTable(db: SqliteDatabase) {
  const rows = db.prepare<[], [string, string]>('SELECT person, body FROM told').raw();
  const body = db.prepare<[string], string>('SELECT body FROM told WHERE person = ?').pluck();
  const put = db.prepare<[string, string]>(
    'INSERT INTO told VALUES (?, ?) ON CONFLICT (person) DO UPDATE SET body = excluded.body',
  );
  const remove = db.prepare<[string]>('DELETE FROM told WHERE person = ?');
  const removeAll = db.prepare('DELETE FROM told');
  const about = db
    .prepare<[], string>(`SELECT value FROM fact WHERE name = '${aboutFact}'`)
    .pluck();
  const keepAbout = db.prepare<[string]>(
    `INSERT INTO fact VALUES ('${aboutFact}', ?)
     ON CONFLICT (name) DO UPDATE SET value = excluded.value`,
  );
  const removeAbout = db.prepare(`DELETE FROM fact WHERE name = '${aboutFact}'`);

  const unsynced = (work: () => void): void => {
    db.pragma('synchronous = NORMAL');
    try {
      db.transaction(work).immediate();
    } finally {
      db.pragma('synchronous = FULL');
    }
  };

  return {
    read: () => ({ about: about.get() ?? null, rows: rows.all() }),
    keep(changed: Iterable<readonly [string, string | null]>, what: string | null): void {
      unsynced(() => {
        for (const [person, next] of changed) {
          if (next === null) remove.run(person);
          else if (body.get(person) !== next) put.run(person, next);
        }
        if (what !== null) keepAbout.run(what);
      });
    },
    forget(): void {
      unsynced(() => {
        removeAbout.run();
        removeAll.run();
      });
    },
  };
}
