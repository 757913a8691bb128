/** Trainings and workshops, and what was certified. Lists are JSON text. */
export interface PresenceTables {
  session: {
    id: string;
    place_id: string;
    title: string;
    trainer: string;
    /** `YYYY-MM-DD`; times `HH:MM`, the place's own; null: from, or until, midnight. */
    held_on: string;
    opens_at: string | null;
    split_at: string;
    closes_at: string | null;
    access_points: string;
    group_id: string | null;
    created_at: number;
  };
  /** Only what confirms or denies a paper: the rest is on it. */
  certificate: {
    code: string;
    /** SHA-256, base64url, of what the paper says. */
    digest: string;
    /** The last day of its period. */
    ends_on: string;
  };
  place_logo: { place_id: string; type: 'png' | 'jpeg' /** Base64. */; content: string };
}
