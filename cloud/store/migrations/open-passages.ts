/** Who is in, and who never left: few of all passages, and looked through every few minutes. */
const index = `CREATE INDEX passage_open ON passage (place, at, id, area, person) WHERE status = 'open'`;

export const openPassages = {
  name: 'passages that are open',
  sqlite: index,
  postgres: index,
};
