import type { AccessEntry } from '../../shared/domain/access-list.ts';
import type { Schedule } from '../../shared/domain/schedule.ts';

/** What devices decide by, as they are told it: the same entries and schedules, read for staff who ask why. */
export interface AccessRules {
  /** The card as the list of the place has it, or will within seconds; null: it is not on it. */
  entry(placeId: string, uid: string): Promise<AccessEntry | null>;
  /** Those of the place, and those of every place. */
  schedules(placeId: string): Promise<readonly Schedule[]>;
}
