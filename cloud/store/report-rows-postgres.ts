import pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import type { Database } from './database.ts';
import {
  type PassageTuple,
  type RowFilter,
  type RowRange,
  type RowReader,
  tableOf,
} from './report-rows.ts';

const columns = `id, person || ' ' || card_uid, entry_at, exit_at, exit_punch,
  place, area, status, anomalies, corrected, entry_access_point, entry_by,
  CASE WHEN entry_punch IS NULL THEN 0 ELSE 1 END, exit_access_point, exit_by`;

/**
 * Windows by COPY: three times as fast as rows packed with json_agg, and a third of the work for Node. A window is
 * read whole before it is used, so that whoever downloads slowly holds neither a connection nor a snapshot.
 */
export function postgresRows({ db, pool }: Database): RowReader {
  const commonOf = commonTexts();
  return {
    async read(range, filter) {
      if (!pool) throw new Error('rows by COPY need PostgreSQL');
      const client = await pool.connect();
      let failed: unknown;
      try {
        const chunks: Buffer[] = [];
        for await (const chunk of client.query(copyTo(copyOf(range, filter)))) chunks.push(chunk);
        return tuplesOf(Buffer.concat(chunks).toString('utf8'), commonOf);
      } catch (err) {
        failed = err;
        throw err;
      } finally {
        client.release(failed instanceof Error ? failed : failed !== undefined);
      }
    },
    async nextAt(range, skipped) {
      const { place, from, to } = range;
      const row = await db
        .selectFrom(tableOf(range))
        .select('at')
        .where('place', '=', place)
        .where('at', '>=', from)
        .where('at', '<', to)
        .orderBy('at')
        .limit(1)
        .offset(skipped)
        .executeTakeFirst();
      return row?.at ?? null;
    },
  };
}

/** COPY takes no parameters: texts are quoted here. */
function copyOf(range: RowRange, { area, person, accessPoint }: RowFilter): string {
  const { place, from, to } = range;
  const text = pg.escapeLiteral;
  const where = [`place = ${text(place)}`, `at >= ${from}`, `at < ${to}`];
  if (area !== null) where.push(`area = ${text(area)}`);
  if (person !== null) where.push(`person = ${text(person)}`);
  if (accessPoint !== null)
    where.push(`${text(accessPoint)} IN (entry_access_point, exit_access_point)`);
  return `COPY (SELECT ${columns} FROM ${tableOf(range)} WHERE ${where.join(' AND ')} ORDER BY at, id) TO STDOUT`;
}

/** A line a row, a tab between two values, `\N` for NULL, a backslash before what would be mistaken for these. */
function tuplesOf(copied: string, commonOf: (text: string) => string): readonly PassageTuple[] {
  const rows: PassageTuple[] = [];
  let at = 0;
  const value = (): string | null => {
    const end = copied.indexOf('\t', at);
    const text = copied.slice(at, end);
    at = end + 1;
    return meantBy(text);
  };
  const time = (): number | null => {
    const text = value();
    return text === null ? null : Number(text);
  };
  while (at < copied.length) {
    const own = [value() ?? '', value() ?? '', time(), time(), value()] as const;
    const end = copied.indexOf('\n', at);
    rows.push([...own, commonOf(copied.slice(at, end))]);
    at = end + 1;
  }
  return rows;
}

const escaped: Readonly<Record<string, string>> = {
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

function meantBy(text: string): string | null {
  if (!text.includes('\\')) return text;
  if (text === '\\N') return null;
  return text.replace(/\\(.)/gs, (_, sign: string) => escaped[sign] ?? sign);
}

/** The JSON of a `Common`, made once for all rows that have it. */
function commonTexts(): (copied: string) => string {
  const texts = new Map<string, string>();
  return (copied) => {
    const known = texts.get(copied);
    if (known !== undefined) return known;
    const values = copied.split('\t').map(meantBy);
    const [place, area, status, anomalies, corrected, ...ends] = values;
    const [entryPoint, entryBy, tapped, exitPoint, exitBy] = ends;
    const numbers = { corrected: Number(corrected), tapped: Number(tapped) };
    const common = [place, area, status, anomalies, numbers.corrected, entryPoint, entryBy];
    const text = JSON.stringify([...common, numbers.tapped, exitPoint, exitBy]);
    if (texts.size > mostTexts) texts.clear();
    texts.set(copied, text);
    return text;
  };
}

const mostTexts = 10_000;
