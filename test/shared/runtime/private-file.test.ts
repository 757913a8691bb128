import { chmodSync, closeSync, mkdirSync, openSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { readFileIfThere, writePrivateFile } from '../../../shared/runtime/private-file.ts';
import { scratchFolder } from '../../parts/scratch-folder.ts';

const modeOf = (path: string) => statSync(path).mode & 0o777;

test('a private file, and a folder made for it, are for this account alone', () => {
  const file = join(scratchFolder('private'), 'made', 'key.pem');
  expect(readFileIfThere(file)).toBeNull();
  writePrivateFile(file, 'one');
  expect([modeOf(file), modeOf(join(file, '..'))]).toEqual([0o600, 0o700]);
  chmodSync(file, 0o644);
  writePrivateFile(file, 'two');
  expect([readFileIfThere(file), modeOf(file)]).toEqual(['two', 0o600]);
});

test('it is replaced as a whole: who reads it has the one or the other, and a failure leaves it', () => {
  const file = join(scratchFolder('private'), 'key.pem');
  writePrivateFile(file, 'one');
  const reading = openSync(file, 'r');
  writePrivateFile(file, 'two');
  expect(readFileSync(reading, 'utf8')).toBe('one');
  closeSync(reading);
  mkdirSync(`${file}.new`); // stands in the way
  expect(() => writePrivateFile(file, 'three')).toThrow('EISDIR');
  expect(readFileIfThere(file)).toBe('two');
});
