const columns = `
ALTER TABLE place ADD COLUMN capacity integer;
ALTER TABLE schedule ADD COLUMN special_hours text NOT NULL DEFAULT '[]';
`;

export const openings = {
  name: 'how many people a place holds, and days with hours of their own',
  sqlite: columns,
  postgres: columns,
};
