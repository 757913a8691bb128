/** A venue is one of each asset that it shares: another asset shows other venues, and what was read stays known. */
const tables = (text: string) => `
ALTER TABLE fedow_venue ADD COLUMN asset ${text} NOT NULL DEFAULT '';
`;

export const pooledAssets = {
  name: 'venues of each asset',
  sqlite: tables('text'),
  postgres: tables('text COLLATE "C"'),
};
