/** Of places that count without names. */
export interface NamelessTables {
  /** What makes the pseudonyms of a day at a place: random, and deleted soon after it. */
  counting_key: { place: string; day: string; key: string };
}
