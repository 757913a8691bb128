import type { DoorEventCause, DoorEventRecord } from '../ports/door-events.ts';
import type { Db } from './database.ts';

/** An event whose cause is named and not yet known. */
export interface Heard extends Omit<DoorEventRecord, 'cause'> {
  readonly command: string | null;
  /** The entry it follows from, by `entryKey`; null: none. */
  readonly causeKey: number | null;
}

/** With what each follows from: one read for all of them. */
export async function causesOf(
  db: Db,
  heard: readonly Heard[],
): Promise<readonly DoorEventRecord[]> {
  const keys = [...new Set(heard.flatMap(({ causeKey }) => causeKey ?? []))];
  const rows =
    keys.length === 0
      ? []
      : await db.selectFrom('entry').select(['key', 'body']).where('key', 'in', keys).execute();
  const causes = new Map(rows.map(({ key, body }) => [key, causeIn(body)]));
  return heard.map(({ command, causeKey, ...told }) => ({
    ...told,
    cause:
      command === null
        ? causeKey === null
          ? null
          : (causes.get(causeKey) ?? null)
        : { by: 'command', commandId: command },
  }));
}

function causeIn(body: string): DoorEventCause {
  const { kind, id, event, cause } = JSON.parse(body) as Record<string, unknown>;
  if (kind === 'punch') return { by: 'card', punchId: String(id) };
  if (event === 'emergencyUnlock') return { by: 'emergency' };
  const { command } = (cause ?? {}) as { command?: unknown };
  return typeof command === 'string' ? { by: 'command', commandId: command } : null;
}
