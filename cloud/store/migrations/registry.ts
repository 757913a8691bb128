const tables = `
CREATE TABLE place (
  id text PRIMARY KEY,
  name text NOT NULL,
  time_zone text NOT NULL,
  max_visit_minutes integer NOT NULL DEFAULT 720,
  closes_at text,
  debounce_seconds integer NOT NULL DEFAULT 5,
  missing_exit text NOT NULL DEFAULT 'flag',
  purpose text NOT NULL DEFAULT 'usage',
  list_max_age_days integer NOT NULL DEFAULT 30,
  journal_keep_days integer NOT NULL DEFAULT 35,
  unsynced_schedules text NOT NULL DEFAULT 'lastKnown',
  language text NOT NULL DEFAULT 'fr',
  hello_seconds integer NOT NULL DEFAULT 30,
  created_at bigint NOT NULL
);
CREATE TABLE area (
  id text PRIMARY KEY,
  place_id text NOT NULL REFERENCES place (id),
  name text NOT NULL,
  max_visit_minutes integer,
  closes_at text,
  debounce_seconds integer,
  missing_exit text,
  purpose text
);
CREATE TABLE door (
  id text PRIMARY KEY,
  place_id text NOT NULL REFERENCES place (id),
  name text NOT NULL,
  line integer,
  active_low integer NOT NULL DEFAULT 0,
  unlock_ms integer NOT NULL DEFAULT 3000,
  cap_ms integer NOT NULL DEFAULT 10000
);
CREATE TABLE device (
  id text PRIMARY KEY,
  place_id text NOT NULL REFERENCES place (id),
  name text NOT NULL,
  public_key text NOT NULL,
  password_hash text NOT NULL,
  state text NOT NULL DEFAULT 'active',
  created_at bigint NOT NULL
);
CREATE TABLE access_point (
  id text PRIMARY KEY,
  place_id text NOT NULL REFERENCES place (id),
  device_id text NOT NULL REFERENCES device (id),
  door_id text REFERENCES door (id),
  area_id text REFERENCES area (id),
  name text NOT NULL,
  direction text NOT NULL,
  counts integer NOT NULL DEFAULT 1,
  item_id text,
  reader text
);
CREATE TABLE access_point_device (
  access_point_id text NOT NULL,
  device_id text NOT NULL,
  PRIMARY KEY (access_point_id, device_id)
);
CREATE INDEX access_point_device_points ON access_point_device (device_id, access_point_id);
CREATE TABLE member (
  id text PRIMARY KEY,
  name text NOT NULL,
  email text,
  created_at bigint NOT NULL
);
CREATE TABLE card (
  id text PRIMARY KEY,
  uid text NOT NULL UNIQUE,
  tag8 text NOT NULL,
  number text UNIQUE,
  member_id text REFERENCES member (id),
  state text NOT NULL DEFAULT 'active',
  valid_from text,
  valid_until text,
  created_at bigint NOT NULL
);
CREATE INDEX card_member ON card (member_id);
CREATE TABLE member_group (
  id text PRIMARY KEY,
  name text NOT NULL,
  created_at bigint NOT NULL
);
CREATE TABLE member_group_member (
  group_id text NOT NULL REFERENCES member_group (id) ON DELETE CASCADE,
  member_id text NOT NULL REFERENCES member (id) ON DELETE CASCADE,
  PRIMARY KEY (group_id, member_id)
);
CREATE TABLE schedule (
  id text PRIMARY KEY,
  name text NOT NULL,
  place_id text REFERENCES place (id),
  weekly text NOT NULL,
  closures text NOT NULL
);
CREATE TABLE access_grant (
  id text PRIMARY KEY,
  place_id text NOT NULL REFERENCES place (id),
  member_id text REFERENCES member (id) ON DELETE CASCADE,
  group_id text,
  access_points text NOT NULL,
  schedule_id text REFERENCES schedule (id),
  created_at bigint NOT NULL
);
`;

export const registry = { name: 'what staff manage', sqlite: tables, postgres: tables };
