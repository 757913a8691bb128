import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * A stamp says that a step was done, and for what input. It is written after the step, so an
 * interrupted step is simply done again.
 */
export function isStamped(file, key) {
  return readStamp(file)?.key === key;
}

/** @returns {{ key: string, notes: string[] } | null} */
export function readStamp(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return null; // never written, or half written: the step is done again
  }
}

export function writeStamp(file, key, notes = []) {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.new`, `${JSON.stringify({ key, notes })}\n`);
  renameSync(`${file}.new`, file);
}

/** @param {readonly (string | Buffer)[]} parts */
export function keyOf(parts) {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part).update('\0');
  return hash.digest('hex').slice(0, 32);
}

/** Every file below the folders, sorted; a folder that is not there has none. */
export function filesBelow(root, folders) {
  const found = [];
  const walk = (folder) => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) walk(path);
      else if (entry.isFile()) found.push(path);
    }
  };
  for (const folder of folders) {
    const path = join(root, folder);
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) walk(path);
  }
  return found.sort();
}

/** Key of files by name and content: a `git checkout` that changes only dates builds nothing. */
export const keyOfFiles = (files) => keyOf(files.flatMap((file) => [file, readFileSync(file)]));
