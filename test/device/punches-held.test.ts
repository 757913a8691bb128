import { expect, test } from '@jest/globals';
import { punchesHeld } from '../../device/punches-held.ts';
import type { EntryDraft } from '../../shared/wire/entry.ts';
import { demoConfig } from '../contract/demo-place.ts';
import { draft } from '../contract/journal.ts';
import { memoryJournal } from '../fakes/memory-journal.ts';

const tapped = (n: number, memberRef: string | null, more: object = {}) =>
  ({
    ...draft(n),
    kind: 'punch',
    card: { uid: '04A1B2C3D4E5F6', level: 'uid' },
    accessPoint: 'entree',
    direction: 'in',
    memberRef,
    accessVersion: 1,
    item: null,
    ...more,
  }) as EntryDraft;
const config = demoConfig();

test('punches, oldest first, of whom they are and where they count; nothing else', () => {
  const journal = memoryJournal();
  journal.append([
    draft(1),
    tapped(2, 'm_1'),
    tapped(3, 'm_2', { kind: 'refusal', reason: 'expired' }),
    tapped(4, null, { direction: 'out' }),
    tapped(5, 'm_3', { accessPoint: 'takenAway' }),
  ]);
  const epoch = journal.currentEpoch();
  const accessPoint = { id: 'entree', area: 'demo', counts: true };
  expect(punchesHeld(journal, config)).toEqual([
    {
      person: 'member:m_1',
      accessPoint: { ...accessPoint, direction: 'in' },
      item: null,
      punch: { at: Date.UTC(2026, 10, 21, 8, 2), monoMs: 120_000, boot: 'boot-1', epoch, seq: 2 },
    },
    {
      person: 'card:04A1B2C3D4E5F6',
      accessPoint: { ...accessPoint, direction: 'out' },
      item: null,
      punch: { at: Date.UTC(2026, 10, 21, 8, 4), monoMs: 240_000, boot: 'boot-1', epoch, seq: 4 },
    },
  ]);
  expect(punchesHeld(journal, null)).toEqual([]);
});

test('what a roll-back copied counts once, where it is sent from now', () => {
  const journal = memoryJournal();
  journal.append([tapped(1, 'm_1')]);
  journal.startEpochAfterRollback(journal.currentEpoch(), draft(2));
  const punches = punchesHeld(journal, config);
  expect(punches.map(({ punch }) => punch.epoch)).toEqual([journal.currentEpoch()]);
});
