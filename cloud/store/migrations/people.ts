/**
 * Members found by what is typed, and valid for a time; cards that wait for their first tap (a tag and no uid yet), and
 * cards lent to guests. SQLite cannot drop a NOT NULL, so its table is made anew; nothing refers to it yet.
 */
const memberColumns = `
ALTER TABLE member ADD COLUMN valid_from text;
ALTER TABLE member ADD COLUMN valid_until text;
ALTER TABLE member ADD COLUMN folded text NOT NULL DEFAULT '';
CREATE INDEX member_folded ON member (folded, id);
CREATE INDEX member_email ON member (email);
`;

const cardIndexes = `
CREATE INDEX card_member ON card (member_id);
CREATE INDEX card_tag8 ON card (tag8);
CREATE INDEX card_sponsor ON card (sponsor_id);
`;

const sqlite = `${memberColumns}
CREATE TABLE card_anew (
  id text PRIMARY KEY,
  uid text UNIQUE,
  tag8 text NOT NULL,
  number text UNIQUE,
  member_id text REFERENCES member (id),
  state text NOT NULL DEFAULT 'active',
  state_since bigint,
  valid_from text,
  valid_until text,
  sponsor_id text REFERENCES member (id),
  guest_name text,
  created_at bigint NOT NULL
);
INSERT INTO card_anew (id, uid, tag8, number, member_id, state, valid_from, valid_until, created_at)
  SELECT id, uid, tag8, number, member_id, state, valid_from, valid_until, created_at FROM card;
DROP TABLE card;
ALTER TABLE card_anew RENAME TO card;
${cardIndexes}`;

/** What is listed in this order sorts by code unit, as in SQLite, whatever language the server speaks. */
const postgres = `${memberColumns.replace('folded text', 'folded text COLLATE "C"')}
DROP INDEX card_member;
ALTER TABLE card ALTER COLUMN uid DROP NOT NULL;
ALTER TABLE card ADD COLUMN state_since bigint;
ALTER TABLE card ADD COLUMN sponsor_id text REFERENCES member (id);
ALTER TABLE card ADD COLUMN guest_name text;
${cardIndexes}`;

export const people = { name: 'members found by name, cards that wait, guests', sqlite, postgres };
