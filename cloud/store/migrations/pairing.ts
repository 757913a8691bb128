/** A row that is there already says nothing of why: its punches may have to move, too. */
const steps = `
ALTER TABLE pairing_due ADD COLUMN stage text NOT NULL DEFAULT 'placing';
ALTER TABLE pairing_due ADD COLUMN reached text;
CREATE INDEX card_sequence_person ON card_sequence (place, person);
`;

export const pairing = {
  name: 'how far a place is paired anew',
  sqlite: steps,
  postgres: steps,
};
