/** The PINs of members, hashed: none is ever shown again. Each throws `notFound` for a member who is not there. */
export interface MemberPins {
  /** Since when they have one, epoch ms; null: none. */
  setAt(memberId: string): Promise<number | null>;
  /** `by` (`staff:<id>`, `token:<id>`) is what the audit says, in the same transaction. */
  set(memberId: string, pin: string, by: string): Promise<void>;
  clear(memberId: string, by: string): Promise<void>;
}
