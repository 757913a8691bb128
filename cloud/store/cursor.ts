/** Where a page ended, as an address may carry it: letters, digits, `-` and `_` only. */
export const cursorAfter = (...parts: readonly string[]): string =>
  Buffer.from(parts.join('\n')).toString('base64url');

/** What `cursorAfter` was given. */
export const cursorParts = (cursor: string): readonly string[] =>
  Buffer.from(cursor, 'base64url').toString().split('\n');
