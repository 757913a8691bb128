/** Which way a tap at an access point counts; it belongs to the access point, never guessed from the member. */
export const directions = ['in', 'out', 'toggle', 'presence'] as const;
export type Direction = (typeof directions)[number];

/** One reader, at one door or none, in one direction. What a device needs to know to serve it. */
export interface AccessPoint {
  readonly id: string;
  readonly name: string;
  readonly direction: Direction;
  /** The door it opens, or null: a time clock without a door. */
  readonly door: string | null;
  /** The PC/SC reader bound to it, by the reader's name; null: any reader no other access point names. */
  readonly reader: string | null;
  /** The item every punch here carries; null only while the time clock is switched off. */
  readonly item: string | null;
  /** Where its punches count: the place's id for the place's own area. */
  readonly area: string;
  /** False: it only opens its door; its punches are kept, and never paired. */
  readonly counts: boolean;
  /** How soon a second tap of the same person the same way is the first one, read again; absent: five seconds. */
  readonly debounceSeconds?: number;
  /** When it asks for a PIN besides the card: in the hours of that schedule; null there: always. Null: never. */
  readonly pin: { readonly schedule: string | null } | null;
}
