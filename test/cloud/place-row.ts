/** A place as the store keeps it when nobody set anything; tests spread their own policy over it. */
export const placeRow = {
  max_visit_minutes: 720,
  closes_at: null,
  debounce_seconds: 5,
  missing_exit: 'flag',
  purpose: 'usage',
  list_max_age_days: 30,
  journal_keep_days: 35,
  unsynced_schedules: 'lastKnown',
  language: 'fr',
  hello_seconds: 30,
  created_at: 0,
} as const;
