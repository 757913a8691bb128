import type { Direction } from '../../../shared/domain/access-point.ts';
import type { PassageStatus } from '../../../shared/domain/passage.ts';
import type { PunchRole } from '../../../shared/domain/punch.ts';

/** What is derived from the journal, and what staff added to it. Times are epoch ms. */
export interface PassageTables {
  /** A punch in its sequence: all that pairing needs to know of it. */
  punch: {
    place: string;
    area: string;
    person: string;
    at: number;
    /** Of its entry. */
    key: number;
    id: string;
    direction: Direction;
    access_point: string;
    card_uid: string;
    estimated: number;
    /** What pairing made of it, and the passage it begins, ends or is, where that has another id than the punch. */
    role: PunchRole;
    passage_id: string | null;
  };
  /** On SQLite alone: the first instants of the runs in which the place's punches lie, and which are of several. */
  punch_run: { place: string; run: number; joined: number };
  /** On SQLite alone: how often passages of that day, since 1970 in UTC, changed. It never goes down. */
  passage_day: { place: string; day: number; changes: number };
  /** Clustered by time, so that a month is one range. `at`: of the entry, else of the exit. */
  passage: {
    place: string;
    at: number;
    id: string;
    area: string;
    person: string;
    card_uid: string;
    entry_at: number | null;
    entry_punch: string | null;
    entry_access_point: string | null;
    entry_by: 'card' | 'staff' | 'rule' | null;
    exit_at: number | null;
    exit_punch: string | null;
    exit_access_point: string | null;
    exit_by: 'card' | 'staff' | 'rule' | null;
    status: PassageStatus;
    /** Joined by `|`. */
    anomalies: string;
    corrected: number;
  };
  /** In which sequences a card was used: what `assignCard` has to look at. */
  card_sequence: { uid: string; place: string; area: string; person: string };
  correction: {
    id: string;
    kind: string;
    /** JSON of the `CorrectionChange`. */
    change: string;
    punch_id: string | null;
    /** The sequence of its punch. */
    place: string | null;
    area: string | null;
    person: string | null;
    uid: string | null;
    made_at: number;
    made_by: string;
    reason: string;
    undone_at: number | null;
    undone_by: string | null;
    undone_reason: string | null;
  };
}
