import type { KeyObject } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { failure } from '../shared/runtime/errors.ts';
import { writePrivateFile } from '../shared/runtime/private-file.ts';
import { bytesPerBatch } from '../shared/wire/batch-size.ts';
import { batchText } from '../shared/wire/batch-text.ts';
import { signHead } from '../shared/wire/head-signature.ts';
import { rawPublicKey } from '../shared/wire/keys.ts';
import { maxBatchEntries } from '../shared/wire/limits.ts';
import type { DeviceConfig } from './config.ts';
import { loadCredentials, loadOrMakeKey } from './identity.ts';
import { isOpenSomewhere } from './open-somewhere.ts';
import type { Journal } from './ports.ts';
import { openSoundJournal } from './store/sound-journal.ts';

/** What outlives a reset: what the cloud had not acknowledged, and nothing else. */
const keptFolder = 'kept';
const copyName = 'resetting.db';

interface Kept {
  /** Null: everything was acknowledged. */
  readonly file: string | null;
  readonly entries: number;
}

/**
 * Makes this device what it was before its first start: its key, credentials, list, journal and codes are removed.
 * What the cloud has not acknowledged is written to a file first, readable by its owner alone, and is on the disk
 * before anything goes. Throws `deviceRunning`, and then nothing was changed.
 */
export function resetDevice(
  config: Pick<DeviceConfig, 'folder' | 'journalFile' | 'keyFile' | 'credentialsFile'>,
  now: number,
): Kept {
  if (isOpenSomewhere(config.journalFile)) throw failure('deviceRunning');
  const kept = existsSync(config.journalFile) ? keepUnsent(config, now) : nothing;
  for (const name of existsSync(config.folder) ? readdirSync(config.folder) : []) {
    if (name !== keptFolder) rmSync(join(config.folder, name), { recursive: true, force: true });
  }
  return kept;
}

const nothing: Kept = { file: null, entries: 0 };

function keepUnsent(
  { folder, journalFile, keyFile, credentialsFile }: Parameters<typeof resetDevice>[0],
  now: number,
): Kept {
  const key = loadOrMakeKey(keyFile);
  const device = loadCredentials(credentialsFile)?.device ?? 'unclaimed';
  const { batches, entries } = fromCopy(folder, journalFile, (journal) =>
    unsent(journal, device, key),
  );
  if (batches.length === 0) return nothing;
  const head = JSON.stringify({ v: 1, device, publicKey: rawPublicKey(key), entries });
  mkdirSync(join(folder, keptFolder), { recursive: true, mode: 0o700 });
  const stamp = new Date(now).toISOString().slice(0, 19).replaceAll(':', '-');
  const file = join(folder, keptFolder, `unsent-${stamp}.jsonl`);
  writePrivateFile(file, `${[head, ...batches].join('\n')}\n`);
  return { file, entries };
}

/** A copy is read: whatever happens meanwhile, the journal itself still knows what is not acknowledged. */
function fromCopy<T>(folder: string, journalFile: string, read: (journal: Journal) => T): T {
  const copy = join(folder, copyName);
  const remove = () => {
    for (const side of ['', '-wal', '-shm']) rmSync(`${copy}${side}`, { force: true });
  };
  remove();
  copyFileSync(journalFile, copy);
  if (existsSync(`${journalFile}-wal`)) copyFileSync(`${journalFile}-wal`, `${copy}-wal`);
  const { journal } = openSoundJournal(copy, 'reset');
  try {
    return read(journal);
  } finally {
    journal.close();
    remove();
  }
}

/**
 * The messages that would have brought it to the cloud (wire protocol, journal), each signed by this device: whoever
 * is handed them later can tell that nobody changed a word.
 */
function unsent(journal: Journal, device: string, key: KeyObject) {
  const limits = { maxEntries: maxBatchEntries, maxBytes: bytesPerBatch };
  const batches: string[] = [];
  let entries = 0;
  for (let batch = journal.nextBatch(limits); batch; batch = journal.nextBatch(limits)) {
    const { epoch, lost, head, to } = batch;
    const sig = signHead({ device, epoch, lost, ...head }, key);
    // No boot of the machine: it says nothing of when its entries were made.
    const sent = { ...batch, lost: [...lost], boot: 'kept', monoMs: 0, head: { ...head, sig } };
    batches.push(batchText(sent));
    entries += batch.entries.length;
    journal.acknowledge(epoch, to);
  }
  return { batches, entries };
}
