/** What the machine's own time was before virtual time took over. Loaded before anything else. */
export const realSetImmediate = globalThis.setImmediate;
export const RealDate = globalThis.Date;
export const realSetTimeout = globalThis.setTimeout;
export const realClearTimeout = globalThis.clearTimeout;
