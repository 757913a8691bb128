import type { Incident } from '../../cloud/ports/journal.ts';
import type { MemoryJournal } from '../fakes/records.ts';

const epoch = 'e'.repeat(32);
const hour = 3_600_000;

/** One incident of each kind, one of them closed, and entries set aside. */
export function seedMishaps(journal: MemoryJournal, now: number): void {
  const entry = {
    ...{ at: new Date(now - 30 * hour).toISOString(), accessPoint: 'ap-2', kind: 'punch' },
    card: { uid: '04A1B2C3D4E5F6', level: 'uid' },
  };
  const kinds: readonly [Incident['kind'], Incident['details']][] = [
    ['signatureInvalid', { epoch, from: 4, to: 9 }],
    ['hashConflict', { epoch, entry }],
    ['chainBroken', { epoch, seq: 12, known: 'a'.repeat(64), said: 'b'.repeat(64) }],
    ['cloned', { boots: ['boot-1', 'boot-2'] }],
    ['storeRolledBack', { epoch, cloudHas: 40, last: 31 }],
    ['journalLost', { epoch, from: 7, to: 9, reason: 'damaged' }],
    ['journalLost', { epoch, from: 1, to: 1, reason: 'pruned' }],
  ];
  for (const [n, [kind, details]] of kinds.entries()) {
    const device = kind === 'cloned' ? null : n % 2 === 0 ? 'pi-1' : 'pi-2';
    journal.found.push({
      ...{ id: `incident-${n}`, kind, details, device, at: now - n * 5 * hour },
      ...{ placeId: null, closed: null },
    });
  }
  // No device told these two; the second concerns no place more than another.
  const told = [
    ['blocksForked', { count: 1, blocks: ['a'] }, 'filature'],
    ['ledgerDisagrees', { faults: [] }, null],
  ] as const;
  for (const [n, [kind, details, placeId]] of told.entries())
    journal.found.push({
      ...{ id: `incident-told-${n}`, kind, details, device: '', placeId, at: now - 2 * hour },
      closed: null,
    });
  const lost = { epoch, from: 70, to: 70, reason: 'damaged' };
  const closed = { at: now - hour, by: 'staff:staff_zoe', note: 'Carte mémoire remplacée.' };
  journal.found.push({
    ...{ id: 'incident-closed', kind: 'journalLost', details: lost },
    ...{ device: 'pi-1', placeId: null, at: now - 90 * hour, closed },
  });
  const reasons = [
    'The access point atelier was never assigned to this device.',
    'Its hash does not fit it.',
    'It could not be parsed, not even alone.',
    'entry: must have required properties kind',
  ];
  for (const [n, reason] of reasons.entries()) {
    const raw = n === 2 ? 'AAECAw==' : JSON.stringify({ ...entry, seq: n + 50 });
    journal.letters.push({
      ...{ id: `letter-${n}`, device: 'pi-1', epoch, fromSeq: n + 50, toSeq: n + 50 },
      ...{ reason, raw, receivedAt: now - n * hour, closed: null },
    });
  }
}
