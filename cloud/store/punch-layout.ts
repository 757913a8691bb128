import { journalIn, seqIn } from './entry-key.ts';

/**
 * How punches lie, which each engine needs otherwise. PostgreSQL: by sequence, in partitions by time. SQLite: in runs
 * of about a thousand, then by sequence, with a list of each place's runs: a batch then writes the few pages of the
 * newest run instead of a page for each person in it. A sequence is read through the runs, slower only for who was
 * away for long.
 */
const sequenceAt = { area: 'text', person: 'text', at: 'bigint' } as const;
const bySequence = { place: 'text', ...sequenceAt, key: 'bigint' } as const;
const byRun = { place: 'text', run: 'bigint', ...sequenceAt, key: 'bigint' } as const;
const found = {
  id: 'text',
  direction: 'text',
  access_point: 'text',
  card_uid: 'text',
  estimated: 'smallint',
  role: 'text',
  passage_id: 'text',
} as const;
const newRole = `DO UPDATE SET
  role = excluded.role, passage_id = excluded.passage_id, estimated = excluded.estimated`;

const columns = `p.at, m.device, m.epoch, ${seqIn('p.key')} AS seq, p.id, p.direction, p.access_point, p.card_uid,
  p.estimated, p.role, p.passage_id`;
const sequence = 'p.place, p.area, p.person';
const journal = `mark m ON m.journal = ${journalIn('p.key')}`;
const inOrder = 'p.at, m.device, m.epoch, p.key';
const newestFirst = 'p.at DESC, m.device DESC, m.epoch DESC, p.key DESC';
const ofSequence = 'p.area = @area AND p.person = @person';
const ofKnown = `p.place = k.place AND p.area = k.area AND p.person = k.person AND p.at = k.occurred_at
  AND p.key = k.key`;
const isAsked = `k.kind = 'punch' AND k.id = @id AND k.device = COALESCE(@device, k.device)`;
const ofCard = `p.place = c.place AND p.area = c.area AND p.person = c.person AND p.card_uid = c.uid`;
const oneId = { id: 'text', device: 'text' } as const;
const oneUid = { uid: 'text' } as const;

const postgresLook = { place: 'text', ...sequenceAt, most: 'bigint' } as const;
const postgres = {
  key: { table: 'punch', columns: bySequence },
  table: {
    asNew: { table: 'punch', columns: { ...bySequence, ...found } },
    table: 'punch',
    columns: { ...bySequence, ...found },
    onConflict: `(${Object.keys(bySequence).join(', ')}) ${newRole}`,
  },
  before: {
    parameters: postgresLook,
    sql: `SELECT ${columns} FROM punch p JOIN ${journal}
      WHERE p.place = @place AND ${ofSequence} AND p.at < @at
      ORDER BY ${newestFirst} LIMIT @most`,
  },
  from: {
    parameters: postgresLook,
    sql: `SELECT ${columns} FROM punch p JOIN ${journal}
      WHERE p.place = @place AND ${ofSequence} AND p.at >= @at
      ORDER BY ${inOrder} LIMIT @most`,
  },
  lastEntry: {
    parameters: { place: 'text', ...sequenceAt },
    sql: `SELECT p.at FROM punch p WHERE p.place = @place AND ${ofSequence} AND p.at <= @at
      AND p.role = 'entry' ORDER BY p.at DESC LIMIT 1`,
  },
  one: {
    parameters: oneId,
    sql: `SELECT ${sequence}, ${columns} FROM known_entry k JOIN punch p ON ${ofKnown} JOIN ${journal}
      WHERE ${isAsked} ORDER BY k.device`,
  },
  ofCard: {
    parameters: oneUid,
    sql: `SELECT ${sequence}, ${columns} FROM card_sequence c JOIN punch p ON ${ofCard} JOIN ${journal}
      WHERE c.uid = @uid`,
  },
} as const;

const sqliteAt = { place: 'text', run: 'bigint', ...sequenceAt } as const;
const sqliteLook = { ...sqliteAt, most: 'bigint' } as const;
// CROSS JOIN: the runs are walked in order, and the first that suffice are the last that are looked at.
const throughRuns = 'punch_run r CROSS JOIN punch p ON p.place = r.place AND p.run = r.run';
const runOfKnown = `(SELECT s.run FROM punch_run s WHERE s.place = k.place AND s.run <= k.occurred_at
  ORDER BY s.run DESC LIMIT 1)`;
const sqlite = {
  key: { table: 'punch', columns: byRun },
  table: {
    asNew: { table: 'punch', columns: { ...byRun, ...found } },
    table: 'punch',
    columns: { ...byRun, ...found },
    onConflict: `(${Object.keys(byRun).join(', ')}) ${newRole}`,
  },
  before: {
    parameters: sqliteLook,
    sql: `SELECT ${columns} FROM ${throughRuns} CROSS JOIN ${journal}
      WHERE r.place = @place AND r.run <= @run AND ${ofSequence} AND p.at < @at
      ORDER BY r.run DESC, ${newestFirst} LIMIT @most`,
  },
  from: {
    parameters: sqliteLook,
    sql: `SELECT ${columns} FROM ${throughRuns} CROSS JOIN ${journal}
      WHERE r.place = @place AND r.run >= @run AND ${ofSequence} AND p.at >= @at
      ORDER BY r.run, ${inOrder} LIMIT @most`,
  },
  lastEntry: {
    parameters: sqliteAt,
    sql: `SELECT p.at FROM ${throughRuns}
      WHERE r.place = @place AND r.run <= @run AND ${ofSequence} AND p.at <= @at
      AND p.role = 'entry' ORDER BY r.run DESC, p.at DESC LIMIT 1`,
  },
  one: {
    parameters: oneId,
    sql: `SELECT ${sequence}, ${columns} FROM known_entry k
      JOIN punch p ON p.run = ${runOfKnown} AND ${ofKnown} JOIN ${journal}
      WHERE ${isAsked} ORDER BY k.device`,
  },
  ofCard: {
    parameters: oneUid,
    sql: `SELECT ${sequence}, ${columns} FROM card_sequence c
      CROSS JOIN punch_run r ON r.place = c.place
      CROSS JOIN punch p ON p.run = r.run AND ${ofCard} CROSS JOIN ${journal} WHERE c.uid = @uid`,
  },
} as const;

export const layouts = { sqlite, postgres } as const;
