import type { HomeBefore } from '../../shared/domain/home-place.ts';
import type { LedgerKind } from '../../shared/domain/ledger.ts';
import type { AlertKind, DispatchState } from './alerts.ts';
import type { AuditRecord } from './audit.ts';
import type { DeliveryRecord, SharedMember } from './connections.ts';
import type { RecordedCorrection } from './corrections.ts';
import type { TapRecord } from './journal.ts';
import type { OwnCode, OwnLink, Proposal } from './own-page.ts';
import type { CarnetLine, UsedPass } from './passes.ts';
import type { CardRecord, Grant, Member } from './registry.ts';
import type { PassageRow } from './report.ts';

/** A line of somebody's account; `change` in hundredths of a token. */
export interface TokensMoved {
  readonly kind: LedgerKind;
  readonly at: number;
  readonly usedAt: number;
  readonly change: number;
  readonly place: string | null;
  readonly area: string | null;
  readonly passage: string | null;
  readonly minutes: number | null;
  readonly words: string | null;
}

/** What was found of somebody; `mails`: what was, or is to be, sent to them of it. */
export interface ToldOfPerson {
  readonly kind: AlertKind;
  readonly placeId: string;
  readonly at: number;
  readonly mails: readonly {
    readonly madeAt: number;
    readonly state: DispatchState;
    /** What the mail server answered; null: it took it, or was not asked yet. */
    readonly said: string | null;
    /** When it was sent, or given up. */
    readonly doneAt: number | null;
  }[];
}

/** The link of a mail by which they may propose the hour of a forgotten exit, without its secret. */
export interface ExitLinkOfPerson {
  readonly passageId: string;
  readonly placeId: string;
  readonly expiresAt: number;
  /** Null: not yet. */
  readonly usedAt: number | null;
}

/** What became of a punch of theirs at another system; `connectionName` as staff call it. */
export interface DeliveryOfPerson
  extends Pick<
    DeliveryRecord,
    'connectionId' | 'punchId' | 'occurredAt' | 'state' | 'reason' | 'tries' | 'doneAt' | 'receipt'
  > {
  readonly connectionName: string;
  readonly placeId: string;
}

/** All that is held of one person, as they may ask for it (GDPR, articles 15 and 20). Times are epoch ms. */
export interface PersonalData {
  readonly member: Member;
  /** When the record was made. */
  readonly since: number | null;
  readonly cards: readonly CardRecord[];
  /** Lent to their guests; a guest's name is the guest's own. */
  readonly guestCards: readonly CardRecord[];
  /** Where they were at home before, the oldest first; `cardUid` null: as a member, else one of their cards. */
  readonly homesBefore: readonly (HomeBefore & { readonly cardUid: string | null })[];
  readonly groups: readonly { readonly id: string; readonly name: string }[];
  readonly grants: readonly Grant[];
  /** Oldest first, as of now. */
  readonly passages: readonly PassageRow[];
  /** As the readers sent them, oldest first; also those that count nowhere. */
  readonly punches: readonly TapRecord[];
  readonly refusals: readonly TapRecord[];
  readonly corrections: readonly RecordedCorrection[];
  readonly proposals: readonly Proposal[];
  /** Links and short codes to their own page, without their secrets. */
  readonly ownLinks: readonly OwnLink[];
  readonly ownCodes: readonly OwnCode[];
  /** What their account of tokens holds, hundredths of a token, below 0 what they owe; null: they have none. */
  readonly tokens: number | null;
  /** What moved there, oldest first. */
  readonly tokensMoved: readonly TokensMoved[];
  /** Passes they were given, and the days that used one. */
  readonly carnets: readonly CarnetLine[];
  readonly usedPasses: readonly UsedPass[];
  /** Since when they want no mail; null: they want it. */
  readonly mailsStoppedAt: number | null;
  /** Oldest first. */
  readonly alerts: readonly ToldOfPerson[];
  /** What ends first is first. */
  readonly exitLinks: readonly ExitLinkOfPerson[];
  /** What they were told of and agreed to, for each other system that is told of punches. */
  readonly otherSystems: readonly (SharedMember & { readonly connectionName: string })[];
  /** What became of their punches there, the oldest first. */
  readonly deliveries: readonly DeliveryOfPerson[];
  /** What the audit log says of them: who looked, who changed what. */
  readonly audit: readonly AuditRecord[];
}

export interface PersonalDataReader {
  /** Throws `notFound`. Reads the whole journal, in portions: seconds on a large one. */
  of(memberId: string, now: number): Promise<PersonalData>;
}
