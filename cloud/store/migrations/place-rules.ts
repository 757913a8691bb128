const columns = `
ALTER TABLE place ADD COLUMN capacity_rule text NOT NULL DEFAULT 'warn';
ALTER TABLE place ADD COLUMN anti_passback text NOT NULL DEFAULT 'off';
ALTER TABLE place ADD COLUMN anti_passback_minutes integer NOT NULL DEFAULT 15;
ALTER TABLE place ADD COLUMN lockdown text NOT NULL DEFAULT 'null';
ALTER TABLE access_point ADD COLUMN asks_pin integer NOT NULL DEFAULT 0;
ALTER TABLE access_point ADD COLUMN pin_schedule_id text REFERENCES schedule (id);
CREATE TABLE member_pin (
  member_id text PRIMARY KEY REFERENCES member (id) ON DELETE CASCADE,
  hash text NOT NULL,
  set_at bigint NOT NULL,
  set_by text NOT NULL
);
`;

export const placeRules = {
  name: 'who may enter again, how many at once, a second factor',
  sqlite: columns,
  postgres: columns,
};
