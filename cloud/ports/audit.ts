import type { Page } from './registry.ts';

/** What was done. Everything but `seen` and `exported` changed something. */
export const auditVerbs = [
  'created',
  'changed',
  'ended',
  'erased',
  'seen',
  'exported',
  'imported',
  'approved',
  'refused',
  'undone',
  'signedIn',
  'signedOut',
  'unlocked',
  'commanded',
] as const;
export type AuditVerb = (typeof auditVerbs)[number];

/** What it was done to; the words of `ARCHITECTURE.md`. */
export const auditKinds = [
  'place',
  'area',
  'door',
  'accessPoint',
  'device',
  'member',
  'card',
  'group',
  'schedule',
  'grant',
  'session',
  'certificate',
  'asset',
  'item',
  'pointOfSale',
  'primaryCard',
  'passage',
  'punch',
  'refusal',
  'correction',
  'proposal',
  'rate',
  'ledgerEntry',
  'carnet',
  'debt',
  'claim',
  'deadLetter',
  'incident',
  'staff',
  'invitation',
  'signIn',
  'token',
  'setting',
  'audit',
] as const;
export type AuditKind = (typeof auditKinds)[number];

export interface AuditEntry {
  readonly verb: AuditVerb;
  readonly kind: AuditKind;
  /** Null: about many at once, a list or an export. */
  readonly id?: string | null;
  /** Null: about the installation as a whole. */
  readonly placeId?: string | null;
  /** The person whose data it is, so that they can be told who looked. */
  readonly memberId?: string | null;
  /**
   * Whole records or the fields that say enough: only what differs is kept, card uids are masked, secrets left out.
   * For a list that was looked at, `after` says what was asked for.
   */
  readonly before?: object | null;
  readonly after?: object | null;
}

export interface AuditRecord {
  /** Counts up by one without a gap. */
  readonly seq: number;
  readonly at: number;
  /** `staff:<id>`, `token:<id>`, `system`. */
  readonly who: string;
  /** As they are called now; null: it has no name. */
  readonly whoName: string | null;
  readonly verb: AuditVerb;
  readonly kind: AuditKind;
  readonly id: string | null;
  readonly placeId: string | null;
  readonly memberId: string | null;
  readonly memberName: string | null;
  readonly before: Readonly<Record<string, unknown>> | null;
  readonly after: Readonly<Record<string, unknown>> | null;
}

export interface AuditFilter {
  readonly who?: string;
  readonly memberId?: string;
  readonly kind?: AuditKind;
  readonly verb?: AuditVerb;
  /** Only what concerns these places, or none in particular; left out: all. */
  readonly placeIds?: readonly string[];
  /** Epoch ms, `from` included, `to` excluded. */
  readonly from?: number;
  readonly to?: number;
}

/**
 * Who did what and who looked at whom. The store lets nobody change a row; each row's hash covers the one before,
 * so that a missing or altered one shows.
 */
export interface AuditLog {
  record(who: string, entry: AuditEntry, at: number): Promise<void>;
  /** The same, unless the same was written within a quarter of an hour. */
  recordLook(who: string, entry: AuditEntry, at: number): Promise<void>;
  /** Newest first. */
  list(
    filter: AuditFilter,
    page: { limit: number; cursor: string | null },
  ): Promise<Page<AuditRecord>>;
  /** The number of the first row that does not follow from the one before; null: the chain holds. */
  firstBroken(): Promise<number | null>;
  /** The newest row's number and hash: kept elsewhere, it proves what was written until then. */
  head(): Promise<{ readonly seq: number; readonly hash: string }>;
  /** Retention: forgets what is older; the rest of the chain still holds. Answers how many. */
  purge(before: number): Promise<number>;
  /** Erasure: what rows about this person say of before and after goes; that somebody did something stays. */
  blank(memberId: string): Promise<void>;
}
