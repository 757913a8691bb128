/**
 * What each feed of a federation may have to tell anew: a row for each change, written with it and by the store itself,
 * so that nobody who changes something has to remember. `at`: of a passage; -1: any of that feed. Rows are only added
 * and taken away, for a count in one row would make everybody wait who stores a tap.
 */
const whole = (feeds: readonly string[], where: string): string =>
  feeds
    .map(
      (feed) =>
        `INSERT INTO federation_changed (federation, feed, at) SELECT id, '${feed}', -1 FROM federation
        WHERE state = 'pooled' AND ${where};`,
    )
    .join('\n');
const passage = (row: 'NEW' | 'OLD'): string =>
  `INSERT INTO federation_changed (federation, feed, at) SELECT id, 'passages', ${row}.at FROM federation
    WHERE state = 'pooled' AND place_id = ${row}.place;`;

interface Watched {
  readonly table: string;
  /** Others may change at any time. */
  readonly columns: readonly string[];
  readonly does: (row: 'NEW' | 'OLD') => string;
}
const watched: readonly Watched[] = [
  {
    table: 'card',
    columns: ['uid', 'state', 'member_id', 'home_place', 'valid_from', 'valid_until'],
    does: () => whole(['cards', 'members'], '1 = 1'),
  },
  {
    table: 'member',
    columns: ['name', 'home_place', 'valid_from', 'valid_until'],
    does: () => whole(['cards', 'members'], '1 = 1'),
  },
  {
    table: 'federation_card',
    columns: ['ref', 'known', 'blinded'],
    does: (row) => whole(['cards', 'passages'], `id = ${row}.federation`),
  },
  { table: 'item', columns: ['asset_id'], does: () => whole(['passages'], '1 = 1') },
  {
    table: 'federation',
    columns: ['state', 'asset_id', 'place_id', 'since', 'initials', 'lets_members_enter'],
    does: (row) => whole(['cards', 'members', 'passages'], `id = ${row}.id`),
  },
  {
    table: 'passage',
    columns: [],
    does: passage,
  },
];

const rowsOf = { INSERT: ['NEW'], UPDATE: ['OLD', 'NEW'], DELETE: ['OLD'] } as const;
const events = ['INSERT', 'UPDATE', 'DELETE'] as const;

/** What an event of a table does: of a passage that moved, for both of its times. */
const doneBy = ({ table, does }: Watched, event: (typeof events)[number]): string => {
  const rows: readonly ('NEW' | 'OLD')[] = rowsOf[event];
  return (table === 'passage' ? rows : rows.slice(-1)).map(does).join('\n');
};
const differs = ({ columns }: Watched, is: string): string =>
  columns.map((column) => `NEW.${column} ${is} OLD.${column}`).join(' OR ');

const sqliteRules = watched.flatMap((one) =>
  events.map((event) => {
    const when =
      event === 'UPDATE' && one.columns.length > 0 ? `WHEN ${differs(one, 'IS NOT')}` : '';
    return `CREATE TRIGGER ${one.table}_told_${event.toLowerCase()} AFTER ${event} ON ${one.table} ${when}
BEGIN
${doneBy(one, event)}
END;`;
  }),
);

const postgresRules = watched.map((one) => {
  const unlessSame = one.columns.length > 0 ? `IF ${differs(one, 'IS DISTINCT FROM')} THEN` : '';
  return `CREATE FUNCTION ${one.table}_told() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN ${doneBy(one, 'INSERT')}
  ELSIF TG_OP = 'DELETE' THEN ${doneBy(one, 'DELETE')}
  ELSE ${unlessSame} ${doneBy(one, 'UPDATE')} ${unlessSame === '' ? '' : 'END IF;'}
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER ${one.table}_told AFTER INSERT OR UPDATE OR DELETE ON ${one.table}
  FOR EACH ROW EXECUTE FUNCTION ${one.table}_told();`;
});

const rest = `
CREATE INDEX federation_changed_feed ON federation_changed (federation, feed);
ALTER TABLE federation_told ADD COLUMN at bigint;
CREATE INDEX federation_told_at ON federation_told (federation, feed, at);
`;

export const toldChanges = {
  name: 'what feeds of federations have to tell anew',
  sqlite: `CREATE TABLE federation_changed (
  n integer PRIMARY KEY,
  federation text NOT NULL,
  feed text NOT NULL,
  at bigint NOT NULL
);${rest}${sqliteRules.join('\n')}`,
  postgres: `CREATE TABLE federation_changed (
  n bigserial PRIMARY KEY,
  federation text COLLATE "C" NOT NULL,
  feed text COLLATE "C" NOT NULL,
  at bigint NOT NULL
);${rest}${postgresRules.join('\n')}`,
};
