const closing = (table: string) =>
  [
    `ALTER TABLE ${table} ADD COLUMN closed_at bigint;`,
    `ALTER TABLE ${table} ADD COLUMN closed_by text;`,
    `ALTER TABLE ${table} ADD COLUMN note text;`,
  ].join('\n');

const columns = `${closing('incident')}\n${closing('dead_letter')}\n`;

export const closings = {
  name: 'what was done about incidents and dead letters',
  sqlite: columns,
  postgres: columns.replaceAll(' text', ' text COLLATE "C"'),
};
