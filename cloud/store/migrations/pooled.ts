/**
 * What was read back of a Fedow. `fedow_block`: each block of a bound asset once, as far as chains are judged by it;
 * it names nobody. `fedow_punch`: those of other venues, of which `passage_afar` holds the passages under the
 * venue's id.
 */
const tables = `
CREATE TABLE fedow_reading (
  connection text PRIMARY KEY REFERENCES connection (id) ON DELETE CASCADE,
  asset text NOT NULL,
  asset_name text NOT NULL,
  origin_name text,
  is_origin smallint NOT NULL,
  read_until bigint NOT NULL,
  read_at bigint,
  problem text
);
CREATE TABLE fedow_venue (
  id text PRIMARY KEY,
  connection text NOT NULL REFERENCES connection (id) ON DELETE CASCADE,
  name text NOT NULL
);
CREATE INDEX fedow_venue_connection ON fedow_venue (connection);
CREATE TABLE fedow_block (
  connection text NOT NULL REFERENCES connection (id) ON DELETE CASCADE,
  uuid text NOT NULL,
  asset text NOT NULL,
  at bigint NOT NULL,
  previous text NOT NULL,
  hash text NOT NULL,
  verdict text,
  PRIMARY KEY (connection, uuid)
);
CREATE INDEX fedow_block_previous ON fedow_block (connection, previous);
CREATE INDEX fedow_block_unjudged ON fedow_block (connection, at) WHERE verdict IS NULL;
CREATE TABLE fedow_punch (
  connection text NOT NULL REFERENCES connection (id) ON DELETE CASCADE,
  uuid text NOT NULL,
  venue text NOT NULL,
  person text NOT NULL,
  card_uid text NOT NULL,
  at bigint NOT NULL,
  received_at bigint NOT NULL,
  estimated smallint NOT NULL,
  direction text NOT NULL,
  PRIMARY KEY (connection, uuid)
);
CREATE INDEX fedow_punch_sequence ON fedow_punch (venue, person, at);
CREATE INDEX fedow_punch_card ON fedow_punch (card_uid);
`;

export const pooled = {
  name: 'what is read back of a Fedow',
  sqlite: tables,
  postgres: tables.replaceAll(/(\n {2}\w+) text/g, '$1 text COLLATE "C"'),
};
