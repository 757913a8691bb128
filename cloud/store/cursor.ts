/** Where a page ended, as an address may carry it: letters, digits, `-` and `_` only. */
export const cursorAfter = (...parts: readonly string[]): string =>
  Buffer.from(parts.join('\n')).toString('base64url');

/** What `cursorAfter` was given. Somebody may have made one up: U+0000 would stop PostgreSQL. */
export const cursorParts = (cursor: string): readonly string[] =>
  Buffer.from(cursor, 'base64url').toString().replaceAll('\0', '').split('\n');
