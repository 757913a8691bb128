import type { Generated } from 'kysely';
import type { PassKind, PassPart } from '../../../shared/domain/pass.ts';
import type { LocalDate, LocalTime } from '../../../shared/domain/schedule.ts';

/** Day passes and half-day passes: given, used, and what was undone of either. */
export interface PassTables {
  /** Written once; `key` and `reverses` are digests of the entry's key. */
  pass_entry: {
    number: Generated<number>;
    key: string;
    kind: 'given' | 'used' | 'reversal';
    at: number;
    place: string;
    person: string;
    /** Of a carnet that is given null: its own number. */
    carnet: number | null;
    pass_kind: PassKind;
    passes: number;
    valid_from: LocalDate | null;
    valid_until: LocalDate | null;
    /** On which one was used; null: a carnet given, or taken back. */
    day: LocalDate | null;
    part: PassPart | null;
    reverses: string | null;
    made_by: string | null;
    words: string | null;
  };
  /** When a place's half-days change over, from a day on; before the first: at 13:00. */
  pass_split: {
    place: string;
    since: LocalDate;
    split_at: LocalTime;
    made_at: number;
    made_by: string;
  };
}
