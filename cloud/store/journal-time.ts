import type { JournalEntry } from '../../shared/wire/entry.ts';
import { askOne, askRows, deleteRows, insertRows, type Row, type Unit } from './rows.ts';

/**
 * When each entry happened (wire protocol, Time). A synced clock's word stands. Any other is placed by its boot's
 * anchor, wall minus monotonic; without one, between its neighbours.
 */
export interface Boot {
  readonly device: string;
  readonly boot: string;
  readonly syncedAnchor: number | null;
  readonly receivedAnchor: number | null;
  readonly heardAt: number | null;
}

export const anchorOf = (boot: Boot): number | null => boot.syncedAnchor ?? boot.receivedAnchor;

interface BootRow {
  synced_anchor: number | null;
  received_anchor: number | null;
  heard_at: number | null;
}
const bootQuestion = {
  parameters: { device: 'text', boot: 'text' },
  sql: `SELECT synced_anchor, received_anchor, heard_at FROM boot
    WHERE device = @device AND boot = @boot`,
} as const;
const bootTable = {
  table: 'boot',
  columns: {
    device: 'text',
    boot: 'text',
    synced_anchor: 'bigint',
    received_anchor: 'bigint',
    heard_at: 'bigint',
  },
  onConflict: `(device, boot) DO UPDATE SET synced_anchor = excluded.synced_anchor,
    received_anchor = excluded.received_anchor, heard_at = excluded.heard_at`,
} as const;

export async function readBoots(
  unit: Unit,
  device: string,
  boots: readonly string[],
): Promise<Map<string, Boot>> {
  const found = await askRows<BootRow>(
    unit,
    bootQuestion,
    boots.map((boot) => [device, boot]),
  );
  return new Map(
    boots.map((boot, i) => {
      const row = found[i]?.[0];
      return [
        boot,
        {
          device,
          boot,
          syncedAnchor: row?.synced_anchor ?? null,
          receivedAnchor: row?.received_anchor ?? null,
          heardAt: row?.heard_at ?? null,
        },
      ];
    }),
  );
}

export const writeBoots = (unit: Unit, boots: readonly Boot[]) =>
  insertRows(
    unit,
    bootTable,
    boots.map((b): Row => [b.device, b.boot, b.syncedAnchor, b.receivedAnchor, b.heardAt]),
  );

/** A boot after a message it sent itself: its clock read `monoMs`, ours `receivedAt`. */
export const heard = (boot: Boot, monoMs: number, receivedAt: number): Boot => ({
  ...boot,
  receivedAnchor: Math.min(boot.receivedAnchor ?? Number.POSITIVE_INFINITY, receivedAt - monoMs),
  heardAt: boot.heardAt ?? receivedAt,
});

/** A boot after an entry of it was stored: the first that is synced anchors it for ever. */
export const anchoredBy = (boot: Boot, entry: JournalEntry): Boot =>
  boot.syncedAnchor === null && entry.clock === 'synced'
    ? { ...boot, syncedAnchor: Date.parse(entry.at) - entry.monoMs }
    : boot;

/** Null where the boot has no anchor. */
export function occurredAt(
  entry: Pick<JournalEntry, 'at' | 'clock' | 'monoMs'>,
  boot: Boot,
): number | null {
  if (entry.clock === 'synced') return Date.parse(entry.at);
  const anchor = anchorOf(boot);
  return anchor === null ? null : anchor + entry.monoMs;
}

/** Where entries of a boot lie that a better anchor would time anew. */
export interface Untimed {
  readonly boot: string;
  readonly epoch: string;
  readonly firstSeq: number;
  readonly lastSeq: number;
}

const untimedTable = {
  table: 'untimed',
  columns: {
    device: 'text',
    boot: 'text',
    epoch: 'text',
    first_seq: 'bigint',
    last_seq: 'bigint',
  },
  onConflict: `(device, boot, epoch) DO UPDATE SET
    first_seq = CASE WHEN untimed.first_seq < excluded.first_seq
      THEN untimed.first_seq ELSE excluded.first_seq END,
    last_seq = CASE WHEN untimed.last_seq > excluded.last_seq
      THEN untimed.last_seq ELSE excluded.last_seq END`,
} as const;
const untimedOf = {
  parameters: { device: 'text' },
  sql: 'SELECT boot, epoch, first_seq, last_seq FROM untimed WHERE device = @device',
} as const;

export const addUntimed = (unit: Unit, device: string, spans: readonly Untimed[]) =>
  insertRows(
    unit,
    untimedTable,
    spans.map((s): Row => [device, s.boot, s.epoch, s.firstSeq, s.lastSeq]),
  );

export async function readUntimed(unit: Unit, device: string): Promise<readonly Untimed[]> {
  const rows = await askOne<{ boot: string; epoch: string; first_seq: number; last_seq: number }>(
    unit,
    untimedOf,
    [device],
  );
  return rows.map((r) => ({
    boot: r.boot,
    epoch: r.epoch,
    firstSeq: r.first_seq,
    lastSeq: r.last_seq,
  }));
}

/** Nothing will time them better: a synced word anchored the boot. */
export const settleUntimed = (unit: Unit, device: string, boots: readonly string[]) =>
  deleteRows(
    unit,
    { table: 'untimed', columns: { device: 'text', boot: 'text' } },
    boots.map((boot): Row => [device, boot]),
  );
