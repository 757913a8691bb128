import { v7 as uuidv7 } from 'uuid';
import type { IncidentKind } from '../ports/journal.ts';
import { insertRows, type Row, type Unit } from './rows.ts';

export interface NewDeadLetter {
  readonly device: string;
  readonly epoch: string;
  readonly fromSeq: number;
  readonly toSeq: number;
  readonly reason: string;
  readonly raw: string;
  readonly prev: string | null;
}

const deadLetterTable = {
  table: 'dead_letter',
  columns: {
    id: 'text',
    device: 'text',
    epoch: 'text',
    from_seq: 'bigint',
    to_seq: 'bigint',
    reason: 'text',
    raw: 'text',
    received_at: 'bigint',
    prev: 'text',
  },
} as const;

/** The same seq sent again stays one dead letter. */
export const insertDeadLetters = (
  unit: Unit,
  letters: readonly NewDeadLetter[],
  receivedAt: number,
) =>
  insertRows(
    unit,
    deadLetterTable,
    letters.map((l): Row => {
      const id = uuidv7({ msecs: receivedAt });
      return [id, l.device, l.epoch, l.fromSeq, l.toSeq, l.reason, l.raw, receivedAt, l.prev];
    }),
  );

export interface NewIncident {
  readonly kind: IncidentKind;
  /** Empty: none told it. */
  readonly device: string;
  /** Whom it concerns where no device says so. */
  readonly placeId?: string | null;
  readonly details: Readonly<Record<string, unknown>>;
  /** What makes it the same incident when it is told again. */
  readonly same: readonly (string | number)[];
}

const incidentTable = {
  table: 'incident',
  columns: {
    id: 'text',
    kind: 'text',
    device: 'text',
    place: 'text',
    at: 'bigint',
    details: 'text',
    same: 'text',
  },
} as const;

export const insertIncidents = (unit: Unit, incidents: readonly NewIncident[], at: number) =>
  insertRows(
    unit,
    incidentTable,
    incidents.map((i): Row => {
      const same = JSON.stringify([i.kind, i.device, ...i.same]);
      const { kind, device, placeId = null } = i;
      return [uuidv7({ msecs: at }), kind, device, placeId, at, JSON.stringify(i.details), same];
    }),
  );

/**
 * Takes away what could not be read, and incidents, of a place and its devices: those that were closed before one
 * instant, and those from before another whatever became of them. Answers how many.
 */
export async function purgeMishaps(
  { tx }: Unit,
  place: string,
  { closedBefore, before }: { readonly closedBefore: number; readonly before: number },
): Promise<number> {
  const devices = tx.selectFrom('device').select('id').where('place_id', '=', place);
  const letters = await tx
    .deleteFrom('dead_letter')
    .where('device', 'in', devices)
    .where((or) => or.or([or('closed_at', '<', closedBefore), or('received_at', '<', before)]))
    .executeTakeFirst();
  const incidents = await tx
    .deleteFrom('incident')
    .where((or) => or.or([or('device', 'in', devices), or('place', '=', place)]))
    .where((or) => or.or([or('closed_at', '<', closedBefore), or('at', '<', before)]))
    .executeTakeFirst();
  return Number(letters.numDeletedRows) + Number(incidents.numDeletedRows);
}
