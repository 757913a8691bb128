import { type Static, Type } from 'typebox';

/** As their pages show it: some fifteen characters, and nothing promises that. */
const venueId = Type.String({ pattern: '^[^\\s"\\\\]{1,140}$' });

/** Of one connection. The key, `public:private`, is kept apart, sealed. */
export const dokosSettings = Type.Object({
  /** The central instance: `https://federation.example.org`. */
  address: Type.String({ pattern: '^https?://[^\\s/?#@]+(/[^\\s?#]*)?$', maxLength: 300 }),
  /** Of the place itself. */
  venueId,
  /**
   * Who is the client: by its documentation the venue where a person is, as LaBoutik calls it the one they come from.
   * Changed, it swaps the columns of what venues owe each other.
   */
  venueRoles: Type.Union([Type.Literal('doc'), Type.Literal('laboutik')]),
  /** A punch older than that is not sent: Dokos would take it for one of now. */
  maxLagSeconds: Type.Integer({ minimum: 10, maximum: 600 }),
  /** A second tap of a member within it is the same one: Dokos would take it for the way out. */
  doubleTapSeconds: Type.Integer({ minimum: 0, maximum: 600 }),
  /** Taps for this alone. Null: whatever was tapped for. */
  itemId: Type.Union([Type.String({ minLength: 1, maxLength: 64 }), Type.Null()]),
  /** Of the places whose members come here. */
  homeVenues: Type.Array(Type.Object({ placeId: Type.String({ maxLength: 64 }), venueId }), {
    maxItems: 200,
  }),
});

export type DokosSettings = Static<typeof dokosSettings>;

/** Where staff say nothing else. */
export const dokosDefaults = {
  venueRoles: 'doc',
  maxLagSeconds: 120,
  doubleTapSeconds: 5,
  itemId: null,
  homeVenues: [],
} as const satisfies Partial<DokosSettings>;
