/** What a field of a record at a Frappe may be filled with. */
export const ourFields = [
  ...(['time', 'direction', 'directionWord', 'knownAs', 'email'] as const),
  ...(['card', 'cardByBytes', 'device', 'place', 'item', 'punch'] as const),
] as const;
export type OurField = (typeof ourFields)[number];

/** `constant`: always a text of staff's. `found`: a field of the record that was looked up for who it was. */
export const fillings = [...ourFields, 'constant', 'found'] as const;

/** What says who it was. */
export const whoFields = ['knownAs', 'email', 'card', 'cardByBytes'] as const;

/** As many fields as a record of staff's own may have. */
export const maxOwnFields = 40;
