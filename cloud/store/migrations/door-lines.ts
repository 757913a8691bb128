const columns = `
ALTER TABLE door ADD COLUMN contact text NOT NULL DEFAULT 'null';
ALTER TABLE door ADD COLUMN exit_button text NOT NULL DEFAULT 'null';
ALTER TABLE door ADD COLUMN exit_button_opens integer NOT NULL DEFAULT 1;
ALTER TABLE door ADD COLUMN fire text NOT NULL DEFAULT 'null';
ALTER TABLE door ADD COLUMN held_open_seconds integer NOT NULL DEFAULT 0;
ALTER TABLE door ADD COLUMN opening_schedule_id text REFERENCES schedule (id);
`;

export const doorLines = {
  name: 'what a door listens to, and hours in which it stays unlocked',
  sqlite: columns,
  postgres: columns,
};
