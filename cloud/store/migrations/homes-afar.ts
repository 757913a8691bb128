/** Until when a card was at home at the other side of a federation, where it is no more. */
const column = 'ALTER TABLE federation_point ADD COLUMN home_until bigint;';

export const homesAfarUntil = {
  name: 'until when cards were at home elsewhere',
  sqlite: column,
  postgres: column,
};
