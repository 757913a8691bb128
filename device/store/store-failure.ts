import { errorCodeOf, failure } from '../../shared/runtime/errors.ts';

/** SQLite's codes that mean the file can no longer be believed, or not be read. */
export const saysDamaged = (err: unknown): boolean =>
  /^SQLITE_(CORRUPT|NOTADB|IOERR_(READ|SHORT_READ|DATA|CORRUPTFS))/.test(errorCodeOf(err) ?? '');

/** A full disk: SQLite says so in another way where it is the index of the log that finds no room. */
const saysFull = (err: unknown): boolean =>
  /^(SQLITE_FULL|SQLITE_IOERR_SHMSIZE|ENOSPC|EDQUOT)$/.test(errorCodeOf(err) ?? '');

/** Also where the medium does not take what is written: the file may well be sound, but nothing can go on in it. */
const saysBroken = (err: unknown): boolean =>
  saysDamaged(err) || /^SQLITE_(IOERR|READONLY)/.test(errorCodeOf(err) ?? '');

/** Turns what SQLite threw into an error of the registry: `diskFull`, `storeDamaged`; others pass as they are. */
export function storeFailure(err: unknown, path: string): unknown {
  if (saysFull(err)) return failure('diskFull', { path }, err);
  if (!saysBroken(err)) return err;
  return failure('storeDamaged', { path, detail: errorCodeOf(err) }, err);
}
