import { copyFileSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { openJournal } from '../../../device/store/journal.ts';
import { openSoundJournal } from '../../../device/store/sound-journal.ts';
import { draft } from '../../contract/journal.ts';
import { scratchFolder } from '../../parts/scratch-folder.ts';

/** A card writes 512 bytes at a time: a cut may leave the new half of a page beside the old one. */
const sector = 512;
const page = 4_096;
const now = '2026-11-21T08:00:00.000Z';
const limits = { maxEntries: 200, maxBytes: 1_000_000 };
const folder = scratchFolder('torn');
let copies = 0;
const newPath = () => join(folder, `${++copies}.db`);

/** What a start makes of it: the texts it would send, and the numbers it tells as lost. */
function startFrom(path: string) {
  const { journal, salvaged } = openSoundJournal(path, now);
  try {
    const batch = journal.nextBatch(limits);
    const lost = (batch?.lost ?? []).reduce((n, { from, to }) => n + to - from + 1, 0);
    return { texts: (batch?.entries ?? []).map(String), lost, salvaged };
  } finally {
    journal.close();
  }
}

/** 60 entries, each its own commit; as the disk is while the device runs, or once it was stopped. */
function recorded(left: 'running' | 'stopped') {
  const path = newPath();
  const journal = openJournal(path);
  for (let n = 0; n < 60; n++) journal.append([draft(n)]);
  const texts = journal.nextBatch(limits)?.entries.map(String) ?? [];
  const image = newPath();
  if (left === 'stopped') {
    journal.tidy();
    journal.close();
  }
  copyFileSync(path, image);
  if (left === 'running') {
    copyFileSync(`${path}-wal`, `${image}-wal`);
    journal.close();
  }
  expect(texts).toHaveLength(60);
  return { image, texts };
}

test('a sector torn in the log: what was committed before it is there, in order, and nothing invented', () => {
  const { image, texts } = recorded('running');
  const db = readFileSync(image);
  const log = readFileSync(`${image}-wal`);
  expect(log.length).toBeGreaterThan(20 * page);
  const kept: number[] = [];
  for (let back = 1; back <= 24; back++) {
    const at = log.length - back * 3 * sector;
    const torn = newPath();
    writeFileSync(torn, db);
    writeFileSync(`${torn}-wal`, Buffer.from(log).fill(0xff, at, at + sector));
    const held = startFrom(torn);
    expect(held.texts).toEqual(texts.slice(0, held.texts.length));
    expect(held.salvaged).toBeNull();
    kept.push(held.texts.length);
  }
  // The nearer the end, the less is gone.
  expect(kept).toEqual(kept.toSorted((a, b) => b - a));
  expect(kept[0]).toBeGreaterThan(50);
});

test('a sector torn in the last pages: every other entry is there, and no changed one passes for sound', () => {
  const { image, texts } = recorded('stopped');
  const bytes = readFileSync(image);
  expect(statSync(`${image}-wal`, { throwIfNoEntry: false })).toBeUndefined();
  const known = new Set(texts);
  const firstPage = bytes.length / page - 4;
  let hurt = 0;
  for (let at = firstPage * page; at < bytes.length; at += sector) {
    const torn = newPath();
    writeFileSync(torn, Buffer.from(bytes).fill(0, at, at + sector));
    const held = startFrom(torn);
    const whole = held.texts.filter((text) => known.has(text));
    // A 512-byte tear lies in two entries at most, or costs the page it lies in.
    expect(whole.length).toBeGreaterThanOrEqual(held.salvaged ? 45 : 57);
    for (const text of held.texts) if (!known.has(text)) expect(text).not.toMatch(soundEntry);
    if (whole.length < 60) hurt++;
  }
  expect(hurt).toBeGreaterThan(0);
});

/** What a tear leaves behind shows: such a text is no JSON, and becomes a dead letter that staff see. */
const soundEntry = /^[^\0]*$/;
