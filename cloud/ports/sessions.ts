import type { SessionHours } from '../../shared/domain/half-days.ts';

/** A training or workshop: when, at which readers, and who was expected. */
export interface SessionRecord extends SessionHours {
  readonly id: string;
  readonly placeId: string;
  readonly title: string;
  /** As it stands on the sheet; empty: nobody is named. */
  readonly trainer: string;
  /** Where a tap counts as being there. */
  readonly accessPoints: readonly string[];
  /** Whose members are expected; null: nobody in particular. */
  readonly groupId: string | null;
}
