/** The bounds of `wire.md`, in one place: both ends refuse what exceeds them. */
export const maxMessageBytes = 64 * 1024;
export const maxBatchEntries = 200;
export const maxAccessParts = 16;
/** A hundred years of running: what says more is no clock, and would lead beyond every calendar. */
export const maxMonoMs = 100 * 366 * 86_400_000;
/** Of what a place knows of its members: a hundred thousand of them, who all have something to tell. */
export const maxStateParts = 200;
export const helloSecondsDefault = 30;
export const helloSecondsMax = 600;
export const resendFirstMs = 1_000;
export const resendMaxMs = 60_000;
/** A missing part of an access list is asked for again after this long. */
export const partTimeoutMs = 5_000;
