/** When another system asked us last, and what it was told: of the one question alone, and of nobody. */
const columns = (integer: string) => `
ALTER TABLE inlet ADD COLUMN asked_at ${integer};
ALTER TABLE inlet ADD COLUMN asked_answer text;
`;

export const inletAsked = {
  name: 'when another system asked last',
  sqlite: columns('integer'),
  postgres: columns('bigint'),
};
