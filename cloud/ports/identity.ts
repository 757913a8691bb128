import type { ClaimApproval, ClaimTokenAnswer, CloudKey } from '../../shared/wire/claim.ts';

/** Who may do what. `viewer` counts, `staff` members and cards, `admin` everything. */
export const roles = ['viewer', 'staff', 'admin'] as const;
export type Role = (typeof roles)[number];

/** Where a role holds: at some places, or everywhere. */
export type Places = readonly string[] | '*';

/** Beside the role: whole card uids, and passages that count working time. An admin has both. */
export const rights = ['cards:uid', 'hours:read'] as const;
export type Right = (typeof rights)[number];

/** What somebody may do, and where. */
export interface Duty {
  readonly role: Role;
  readonly places: Places;
  readonly rights: readonly Right[];
}

export interface StaffMember extends Duty {
  readonly id: string;
  readonly name: string;
}

/** Signing in. Secrets are stored as hashes only. */
export interface Identity {
  /** A one-time link for the first (or a lost) sign-in; answers the secret once. Everywhere unless `duty` says. */
  createInvitation(
    role: Role,
    name: string | null,
    expiresAt: number,
    duty?: Pick<Duty, 'places' | 'rights'> & { readonly madeBy: string },
  ): Promise<string>;
  /** Uses it up; throws `notFound` when it is used, expired or unknown. */
  acceptInvitation(
    secret: string,
    name: string,
    passwordHash: string,
    now: number,
  ): Promise<StaffMember>;
  staffCount(): Promise<number>;
  /** Null too for one whose access ended. */
  findStaffByName(name: string): Promise<
    | (StaffMember & {
        readonly passwordHash: string;
        /** Whether a code is asked for after the password. */
        readonly needsCode: boolean;
      })
    | null
  >;
  createSession(staffId: string, now: number, browser?: string): Promise<string>;
  /**
   * Null when unknown, idle for 30 min, older than 12 h, or signed out. `isUse`: whether a person did something; what a
   * page does by itself keeps no session alive.
   */
  findSession(
    secret: string,
    now: number,
    isUse?: boolean,
  ): Promise<
    | (StaffMember & {
        readonly sessionId: string;
        /** When they last proved who they are: by signing in, or since. */
        readonly confirmedAt: number;
      })
    | null
  >;
  confirmSession(secret: string, now: number): Promise<void>;
  /** Those of these that still let somebody in. To ask is not to be seen: it keeps none alive. */
  liveSessions(secrets: readonly string[], now: number): Promise<ReadonlySet<string>>;
  endSession(secret: string): Promise<void>;
  /** Answers the token once. It may do all its role may, everywhere and for good, unless `limits` say. */
  createToken(
    role: Role,
    name: string | null,
    now: number,
    limits?: Partial<TokenLimits> & { readonly madeBy?: string },
  ): Promise<string>;
  /**
   * Null when unknown, revoked or expired, and when the access of whoever made it ended. Never more than that person
   * may now.
   */
  findToken(secret: string, now: number): Promise<(TokenReach & { readonly id: string }) | null>;
  /** Forgets links and sign-ins that ended before `now`. */
  tidy(now: number): Promise<void>;
}

/** What a token may do of what its role may. */
export const scopes = [
  'read',
  'members:write',
  'corrections:write',
  'setup:write',
  'doors:unlock',
  'accounts:write',
  'cards:uid',
  'hours:read',
] as const;
export type Scope = (typeof scopes)[number];

export interface TokenLimits {
  readonly places: Places;
  /** `*`: all its role may. */
  readonly scopes: readonly (Scope | '*')[];
  readonly expiresAt: number | null;
}

export interface ApiToken extends TokenLimits {
  readonly id: string;
  readonly name: string | null;
  readonly role: Role;
  readonly createdAt: number;
  /** At most an hour old. */
  readonly usedAt: number | null;
  readonly revokedAt: number | null;
  /** `staff:<id>`, or null: by the command. */
  readonly madeBy: string | null;
  /** What is left of it today: never more than whoever made it may now. Null: nothing, their access ended. */
  readonly mayNow: TokenReach | null;
}

/** What a token may, and where. */
export type TokenReach = Pick<TokenLimits, 'places' | 'scopes'> & { readonly role: Role };

/** What programs may ask. */
export interface ApiTokens {
  /** Newest first, revoked ones too. */
  list(): Promise<readonly ApiToken[]>;
  find(id: string): Promise<ApiToken | null>;
  /** By its secret, right after it was made. */
  findBySecret(secret: string): Promise<ApiToken | null>;
  /** For good; twice changes nothing. Throws `notFound`. */
  revoke(id: string, now: number): Promise<ApiToken>;
}

export interface StaffAccount extends StaffMember {
  readonly createdAt: number;
  readonly endedAt: number | null;
  readonly needsCode: boolean;
  readonly lastSeenAt: number | null;
}

export interface Invitation extends Duty {
  readonly id: string;
  /** Set: for that person alone. */
  readonly name: string | null;
  readonly expiresAt: number;
  readonly madeBy: string | null;
}

export interface Session {
  readonly id: string;
  readonly signedInAt: number;
  readonly seenAt: number;
  readonly browser: string | null;
}

/** Who works here: their roles, their ways in, and the end of both. */
export interface StaffAccounts {
  /** By name; those whose access ended come with it. */
  list(): Promise<readonly StaffAccount[]>;
  find(id: string): Promise<StaffAccount | null>;
  /**
   * Another role, other places or rights; every browser signs in anew, and links not used yet are withdrawn. Throws
   * `notFound`, and `lastAdmin` when nobody would administer everything any more.
   */
  change(id: string, duty: Partial<Duty>): Promise<StaffAccount>;
  /** No way in any more, at once; their tokens are revoked. Throws as `change`. */
  end(id: string, now: number): Promise<StaffAccount>;
  invitations(now: number): Promise<readonly Invitation[]>;
  /** By its secret, right after it was made. */
  findInvitation(secret: string): Promise<Invitation | null>;
  /** Throws `notFound`. */
  withdraw(invitationId: string): Promise<Invitation>;
  passwordHash(id: string): Promise<string>;
  setPassword(id: string, passwordHash: string): Promise<void>;
  /** Newest first. */
  sessions(staffId: string, now: number): Promise<readonly Session[]>;
  /** All of theirs, one, or all but one; answers how many ended. */
  endSessions(
    staffId: string,
    which: 'all' | { readonly only: string } | { readonly but: string },
  ): Promise<number>;
}

/** The code of an authenticator app after the password (RFC 6238), and what to do when the phone is lost. */
export interface SecondStep {
  /** A new secret, base32; it counts once confirmed. */
  begin(staffId: string): Promise<string>;
  /** The secret not confirmed yet, to show it again; null: none. */
  pending(staffId: string): Promise<string | null>;
  /** Answers the recovery codes, once; null: the code was wrong. */
  confirm(staffId: string, code: string, now: number): Promise<readonly string[] | null>;
  end(staffId: string): Promise<void>;
  /** After the right password: a secret for the browser, until the code comes. */
  ask(staffId: string, now: number): Promise<string>;
  /**
   * `right` uses the step up and the code; `wrong` leaves four more tries; `over`: unknown, too old or tried too
   * often, start with the password again.
   */
  answer(
    secret: string,
    code: string,
    now: number,
  ): Promise<
    | { readonly is: 'right'; readonly staffId: string; readonly byRecovery: boolean }
    | { readonly is: 'wrong' }
    | { readonly is: 'over' }
  >;
}

/** A device that asks to join (`wire.md`, Provisioning). */
export interface Claims {
  open(
    request: { publicKey: string; serial: string },
    now: number,
  ): Promise<{
    readonly deviceCode: string;
    readonly userCode: string;
    readonly interval: number;
    readonly expiresAt: number;
  }>;
  /** By the code staff typed; throws `notFound` after 15 minutes or five wrong tries. */
  find(
    userCode: string,
    now: number,
  ): Promise<{ readonly publicKey: string; readonly serial: string }>;
  /**
   * Makes the device known (again): a public key that was here before keeps its id and journal. Access points
   * and doors are created where they are new. Throws `notFound` as `find`, and what the registry refuses.
   */
  approve(approval: ClaimApproval, now: number): Promise<{ readonly deviceId: string }>;
  /** Null while pending; the credentials once; throws `notFound` afterwards. */
  collect(deviceCode: string, now: number): Promise<ClaimTokenAnswer | null>;
}

/** Makes a device known by hand: how a fleet is imported, and how a second make of device joins. */
export interface Provisioning {
  /** Answers the password once; throws `conflict` for a taken id, `notFound` for an unknown place. */
  provision(device: {
    readonly id: string;
    readonly placeId: string;
    readonly name: string;
    /** Ed25519, base64url raw. */
    readonly publicKey: string;
  }): Promise<Provisioned>;
  /**
   * Another password, answered once; the former ends, and with it a connection it was used for. A device of ours
   * then asks to be let in by a new code, and keeps its journal. Throws `notFound` for one that is not active.
   */
  renewPassword(id: string): Promise<Provisioned>;
}

interface Provisioned {
  readonly id: string;
  readonly mqtt: { readonly url: string; readonly username: string; readonly password: string };
  readonly cloudKey: CloudKey;
}
