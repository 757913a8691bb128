/** What became of an erasure at one device. */
export interface ErasureAtDevice {
  readonly device: string;
  /** `gone`: it is revoked or retired, and nobody can tell it any more. */
  readonly state: 'waiting' | 'done' | 'gone';
  /** Why it waits, a word of the device's; null: it was not heard of yet. */
  readonly why: string | null;
  /** Since when it is so, epoch ms. */
  readonly at: number;
}

/** A person who was erased. Their name is nowhere any more; the id was never a name. */
export interface Erasure {
  readonly memberId: string;
  readonly askedAt: number;
  /** `staff:<id>`, `token:<id>`; `system` where a backup had brought them back. */
  readonly askedBy: string;
  /** When nothing of them was left here and at every device that can be reached; null: not yet. */
  readonly doneAt: number | null;
  readonly devices: readonly ErasureAtDevice[];
}

/** What somebody who was erased still owes, and what it takes to claim it. */
export interface Debt {
  readonly id: string;
  readonly memberId: string;
  readonly name: string;
  readonly email: string | null;
  /** Hundredths of a token, above 0. */
  readonly units: number;
  /** Where and when their last tokens were used; null: at no place that is known. */
  readonly placeId: string | null;
  readonly usedAt: number;
  readonly erasedAt: number;
}

/** Erases people: at once here, and at each device as soon as it is heard. */
export interface Erasures {
  /** Throws `notFound`. Reads the whole journal: seconds on a large one. */
  erase(memberId: string, by: string, now: number): Promise<Erasure>;
  /** Newest first. */
  list(limit: number): Promise<readonly Erasure[]>;
  /** Null: nobody of that id was erased. */
  find(memberId: string): Promise<Erasure | null>;
  /** What a member would leave to be claimed, hundredths of a token; 0: nothing. */
  owed(memberId: string): Promise<number>;
  /** Of everybody who was erased and still owes something, the newest first. */
  debts(): Promise<readonly Debt[]>;
  /** Paid or let off: booked, and who owed it is named nowhere any more. Throws `notFound`. */
  settle(debtId: string, by: string, now: number): Promise<void>;
}
