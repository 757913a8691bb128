/** `give`: the next unknown card, to somebody. `adopt`: every card of a batch that is tapped gets its uid. */
export const enrolmentModes = ['give', 'adopt'] as const;
export type EnrolmentMode = (typeof enrolmentModes)[number];

/** Somebody of the staff waits at a reader. Times are epoch ms. */
export interface Enrolment {
  readonly id: string;
  readonly accessPoint: string;
  readonly mode: EnrolmentMode;
  /** For whom, where that is known beforehand. */
  readonly memberId: string | null;
  /** `staff:<id>`, `token:<id>`. */
  readonly begunBy: string;
  readonly begunAt: number;
  readonly endsAt: number;
  /** The refusal it took; null: it still waits. */
  readonly tapId: string | null;
  readonly endedAt: number | null;
}

/** Who waits where. One at a reader at a time, so that two cards never go to the wrong people. */
export interface Enrolments {
  /** Takes the place of one's own at that reader. Throws `readerBusy` while somebody else waits there. */
  begin(
    wanted: Pick<Enrolment, 'accessPoint' | 'mode' | 'memberId' | 'begunBy' | 'begunAt' | 'endsAt'>,
  ): Promise<Enrolment>;
  /** One's own; throws `notFound` for anybody else's. */
  get(id: string, by: string): Promise<Enrolment>;
  /** False: another took it, or this one has one already. */
  take(id: string, tapId: string): Promise<boolean>;
  /** Waits anew from then on: the tap it had was not the right card. */
  letGo(id: string, begunAt: number, endsAt: number): Promise<void>;
  end(id: string, at: number): Promise<void>;
}
