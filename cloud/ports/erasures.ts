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

/** What became of an erasure at a venue that ours pools with. */
export interface ErasureAtPartner {
  readonly federation: string;
  /** Of their place. */
  readonly name: string | null;
  /** `kept`: the card is registered there too, for its holder to ask there; `gone`: the federation was left before. */
  readonly state: 'waiting' | 'done' | 'kept' | 'gone';
  /** Why it waits, a code of what went wrong; `devices`: for readers there; null: they were not asked yet. */
  readonly why: string | null;
  /** Since when it is so, epoch ms. */
  readonly at: number;
}

/** A person who was erased. Their name is nowhere any more; the id was never a name. */
export interface Erasure {
  /** Of a partner's member it is a number of its own, and says nothing. */
  readonly memberId: string;
  readonly askedAt: number;
  /** `staff:<id>`, `token:<id>`, `federation:<id>`; `system` where a backup had brought them back. */
  readonly askedBy: string;
  /** When nothing of them was left here and at every device that can be reached; null: not yet. */
  readonly doneAt: number | null;
  readonly devices: readonly ErasureAtDevice[];
  /** Beside it: whether they answer is not ours to say. */
  readonly partners: readonly ErasureAtPartner[];
  /** Whose member it was, where another venue asked; null: ours. */
  readonly askedFor: string | null;
}

/** Erases a card that is registered nowhere here, because its venue asks. */
export interface CardErasures {
  /** Answers what it is called from then on. Reads the whole journal: seconds on a large one. */
  eraseCard(uid: string, by: string, now: number): Promise<string>;
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
