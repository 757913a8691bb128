import { journalIn, seqIn } from '../entry-key.ts';

/**
 * The journal's tables. SQLite clusters each by its key (an integer, else `WITHOUT ROWID`): one B-tree to write
 * instead of two.
 * PostgreSQL cuts what grows for ever into months, so that a purge drops a table; the default partition takes
 * what no month was made for. No secondary index on the journal: each would cost as much as the journal.
 */
const mark = (number: string) => `
CREATE TABLE mark (
  journal ${number} PRIMARY KEY,
  device text NOT NULL,
  epoch text NOT NULL,
  up_to bigint NOT NULL,
  hash text NOT NULL,
  UNIQUE (device, epoch)
);`;
const small = `
CREATE TABLE lost (
  device text NOT NULL,
  epoch text NOT NULL,
  from_seq bigint NOT NULL,
  to_seq bigint NOT NULL,
  reason text NOT NULL,
  received_at bigint NOT NULL,
  PRIMARY KEY (device, epoch, from_seq)
);
CREATE TABLE boot (
  device text NOT NULL,
  boot text NOT NULL,
  synced_anchor bigint,
  received_anchor bigint,
  heard_at bigint,
  PRIMARY KEY (device, boot)
);
CREATE TABLE untimed (
  device text NOT NULL,
  boot text NOT NULL,
  epoch text NOT NULL,
  first_seq bigint NOT NULL,
  last_seq bigint NOT NULL,
  PRIMARY KEY (device, boot, epoch)
);
CREATE TABLE dead_letter (
  id text PRIMARY KEY,
  device text NOT NULL,
  epoch text NOT NULL,
  from_seq bigint NOT NULL,
  to_seq bigint NOT NULL,
  reason text NOT NULL,
  raw text NOT NULL,
  received_at bigint NOT NULL,
  prev text,
  UNIQUE (device, epoch, from_seq)
);
CREATE TABLE incident (
  id text PRIMARY KEY,
  kind text NOT NULL,
  device text,
  at bigint NOT NULL,
  details text NOT NULL,
  same text NOT NULL UNIQUE
);
CREATE TABLE device_state (
  device text PRIMARY KEY,
  last_seen_at bigint,
  online integer NOT NULL DEFAULT 0,
  connection bigint NOT NULL DEFAULT 0,
  boot text,
  access_version bigint NOT NULL DEFAULT 0,
  config_version bigint NOT NULL DEFAULT 0,
  unsent bigint NOT NULL DEFAULT 0,
  complete_until bigint,
  hello text
);
CREATE TABLE card_sequence (
  uid text NOT NULL,
  place text NOT NULL,
  area text NOT NULL,
  person text NOT NULL,
  PRIMARY KEY (uid, place, area, person)
);
CREATE TABLE correction (
  id text PRIMARY KEY,
  kind text NOT NULL,
  change text NOT NULL,
  punch_id text,
  place text,
  area text,
  person text,
  uid text,
  made_at bigint NOT NULL,
  made_by text NOT NULL,
  reason text NOT NULL,
  undone_at bigint,
  undone_by text,
  undone_reason text
);
CREATE INDEX correction_punch ON correction (punch_id);
CREATE INDEX correction_sequence ON correction (place, area, person);
CREATE INDEX correction_uid ON correction (uid);
`;

const entry = (key: string) => `CREATE TABLE entry (
  key ${key},
  copy smallint NOT NULL,
  hash text NOT NULL,
  body text NOT NULL,
  received_at bigint NOT NULL`;
/** Entries by what their devices call them: for reading, here and by whoever opens the store. */
const view = `CREATE VIEW journal AS SELECT e.key, m.device, m.epoch, ${seqIn('e.key')} AS seq,
    e.copy, e.hash, e.body, e.received_at
  FROM entry e JOIN mark m ON m.journal = ${journalIn('e.key')};`;
const knownEntry = `CREATE TABLE known_entry (
  kind text NOT NULL,
  id text NOT NULL,
  device text NOT NULL,
  key bigint NOT NULL,
  place text,
  area text,
  person text,
  occurred_at bigint NOT NULL,
  estimated smallint NOT NULL,
  PRIMARY KEY (kind, id, device)`;
const punch = (columns: string, key: string) => `CREATE TABLE punch (
  place text NOT NULL,
  ${columns}area text NOT NULL,
  person text NOT NULL,
  at bigint NOT NULL,
  key bigint NOT NULL,
  id text NOT NULL,
  direction text NOT NULL,
  access_point text NOT NULL,
  card_uid text NOT NULL,
  estimated smallint NOT NULL,
  role text NOT NULL,
  passage_id text,
  PRIMARY KEY (${key})`;
const punchKey = 'area, person, at, key';
const passage = `CREATE TABLE passage (
  place text NOT NULL,
  at bigint NOT NULL,
  id text NOT NULL,
  area text NOT NULL,
  person text NOT NULL,
  card_uid text NOT NULL,
  entry_at bigint,
  entry_punch text,
  entry_access_point text,
  entry_by text,
  exit_at bigint,
  exit_punch text,
  exit_access_point text,
  exit_by text,
  status text NOT NULL,
  anomalies text NOT NULL,
  corrected smallint NOT NULL,
  PRIMARY KEY (place, at, id, area, person)`;

/**
 * On SQLite a statement of several rows whose DO UPDATE could break a NOT NULL keeps a copy of each page it writes, to
 * be able to undo itself alone. Pairing writes those columns, from types that have no null.
 */
const withoutChecks = (table: string): string => {
  const [columns = '', rest = ''] = table.split(
    /(?= {2}(?:estimated|card_uid text NOT NULL,\n {2}entry_at))/,
  );
  return columns + rest.replaceAll(' NOT NULL', '');
};

/**
 * By run, then by person: a run's punches lie on a few pages, which its batches write again and again. By person
 * alone, each punch of a batch would lie on a page of its own, and all of these be written at each commit. By day,
 * it would be so on a day on which a backlog of many days, or a whole festival, comes in.
 */
const punchByRun = `${withoutChecks(punch('run bigint NOT NULL,\n  ', `place, run, ${punchKey}`))}) WITHOUT ROWID;
CREATE TABLE punch_run (
  place text NOT NULL,
  run bigint NOT NULL,
  joined smallint NOT NULL,
  PRIMARY KEY (place, run)) WITHOUT ROWID;
CREATE INDEX punch_run_short ON punch_run (place, run) WHERE joined = 0;`;

const sqlite = `${mark('integer')}${small}
${entry('integer PRIMARY KEY')});
${view}
${knownEntry}) WITHOUT ROWID;
${punchByRun}
${withoutChecks(passage)}) WITHOUT ROWID;
`;

/** A partitioned key must hold the partition's column: the locked mark is what guards the key alone. */
const postgresAsIs = `${mark('bigint GENERATED BY DEFAULT AS IDENTITY')}${small}
${entry('bigint NOT NULL')}, PRIMARY KEY (key, received_at)) PARTITION BY RANGE (received_at);
CREATE TABLE entry_default PARTITION OF entry DEFAULT;
${view}
${knownEntry});
${punch('', `place, ${punchKey}`)}) PARTITION BY RANGE (at);
CREATE TABLE punch_default PARTITION OF punch DEFAULT;
${passage}) PARTITION BY RANGE (at);
CREATE TABLE passage_default PARTITION OF passage DEFAULT;
`;

/** Keys sort by code unit, as in SQLite and in JavaScript, whatever language the server speaks. */
const postgres = postgresAsIs.replaceAll(' text', ' text COLLATE "C"');

export const journal = { name: 'the journal and its passages', sqlite, postgres };
