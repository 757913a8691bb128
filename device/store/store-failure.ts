import { errorCodeOf, failure } from '../../shared/runtime/errors.ts';

/** SQLite's codes that mean the file, or the medium under it, can no longer be believed. */
export const saysDamaged = (err: unknown): boolean =>
  /^SQLITE_(CORRUPT|NOTADB|IOERR)/.test(errorCodeOf(err) ?? '');

/** Turns what SQLite threw into an error of the registry: `diskFull`, `storeDamaged`; others pass as they are. */
export function storeFailure(err: unknown, path: string): unknown {
  if (errorCodeOf(err) === 'SQLITE_FULL') return failure('diskFull', { path }, err);
  if (!saysDamaged(err)) return err;
  return failure('storeDamaged', { path, detail: errorCodeOf(err) }, err);
}
