import { failure } from './errors.ts';

const neededMajor = 26;

/** Throws `nodeTooOld` before anything else can fail in a way nobody understands. */
export function assertNodeVersion(version: string = process.versions.node): void {
  if (Number(version.split('.')[0]) < neededMajor) throw failure('nodeTooOld', { version });
}
