const tables = `
ALTER TABLE place ADD COLUMN time_clock integer NOT NULL DEFAULT 0;
ALTER TABLE place ADD COLUMN time_clock_since bigint;
ALTER TABLE place ADD COLUMN time_clock_item text;
ALTER TABLE device ADD COLUMN points_of_sale text NOT NULL DEFAULT '[]';
CREATE TABLE asset (
  id text PRIMARY KEY,
  place_id text NOT NULL REFERENCES place (id),
  name text NOT NULL,
  name_en text,
  category text NOT NULL,
  state text NOT NULL DEFAULT 'active',
  created_at bigint NOT NULL
);
CREATE TABLE item (
  id text PRIMARY KEY,
  place_id text NOT NULL REFERENCES place (id),
  asset_id text NOT NULL REFERENCES asset (id),
  category text NOT NULL,
  name text NOT NULL,
  name_en text,
  hundredths_per_hour integer NOT NULL DEFAULT 0,
  state text NOT NULL DEFAULT 'active',
  created_at bigint NOT NULL
);
CREATE TABLE point_of_sale (
  id text PRIMARY KEY,
  place_id text NOT NULL REFERENCES place (id),
  name text NOT NULL,
  show_prices integer NOT NULL DEFAULT 1,
  items text NOT NULL DEFAULT '[]',
  state text NOT NULL DEFAULT 'active',
  created_at bigint NOT NULL
);
CREATE TABLE primary_card (
  id text PRIMARY KEY,
  card_id text NOT NULL UNIQUE REFERENCES card (id) ON DELETE CASCADE,
  points_of_sale text NOT NULL DEFAULT '[]',
  created_at bigint NOT NULL
);
`;

export const timeClock = {
  name: 'the time clock, its items and points of sale',
  sqlite: tables,
  postgres: tables,
};
