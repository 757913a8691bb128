/** Whether one taps when leaving, too: not at all, at the same reader, or at a second one. */
export const leavingAnswers = ['no', 'sameReader', 'twoReaders'] as const;
export type LeavingAnswer = (typeof leavingAnswers)[number];

export const firstRunSteps = ['place', 'clock', 'leaving', 'reader', 'card'] as const;
export type FirstRunStep = (typeof firstRunSteps)[number];

/** How far the first evening came. What is set up says the rest: nothing is written twice. */
export interface FirstRunState {
  /** The place it is about; null: not named yet. */
  readonly placeId: string | null;
  readonly leaving: LeavingAnswer | null;
  /** Left for later, on purpose. */
  readonly skipped: readonly FirstRunStep[];
  /** Since when a first card is waited for; epoch ms. */
  readonly waitingSince: number | null;
  readonly finishedAt: number | null;
}

/** Kept in the store, so that every step can be left and taken up again, on another machine too. */
export interface FirstRun {
  /** Null: it never began, or the installation is older than it. */
  read(): Promise<FirstRunState | null>;
  /** Begins it where it did not begin yet. */
  write(changed: Partial<FirstRunState>): Promise<FirstRunState>;
}
