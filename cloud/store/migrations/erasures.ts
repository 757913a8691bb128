/** Who was erased. `uids` are known until every device has blanked them, and no longer. */
const tables = `
CREATE TABLE erasure (
  member_id text PRIMARY KEY,
  asked_at bigint NOT NULL,
  asked_by text NOT NULL,
  uids text,
  done_at bigint
);
CREATE TABLE erasure_device (
  member_id text NOT NULL REFERENCES erasure (member_id) ON DELETE CASCADE,
  device text NOT NULL,
  state text NOT NULL,
  why text,
  at bigint NOT NULL,
  PRIMARY KEY (member_id, device)
);
`;

export const erasures = {
  name: 'people who were erased, here and at each device',
  sqlite: tables,
  postgres: tables.replaceAll(' text', ' text COLLATE "C"'),
};
