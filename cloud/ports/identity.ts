import type { ClaimApproval, ClaimTokenAnswer, CloudKey } from '../../shared/wire/claim.ts';

/** Who may do what. `viewer` counts, `staff` members and cards, `admin` everything. */
export const roles = ['viewer', 'staff', 'admin'] as const;
export type Role = (typeof roles)[number];

export interface StaffMember {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
}

/** Sign-in, sessions and API tokens. Secrets are stored as hashes only. */
export interface Identity {
  /** A one-time link for the first (or a lost) sign-in; answers the secret once. */
  createInvitation(role: Role, name: string | null, expiresAt: number): Promise<string>;
  /** Uses it up; throws `notFound` when it is used, expired or unknown. */
  acceptInvitation(
    secret: string,
    name: string,
    passwordHash: string,
    now: number,
  ): Promise<StaffMember>;
  staffCount(): Promise<number>;
  findStaffByName(name: string): Promise<(StaffMember & { readonly passwordHash: string }) | null>;
  createSession(staffId: string, now: number): Promise<string>;
  /** Null when unknown, idle for 30 min, older than 12 h, or signed out. */
  findSession(secret: string, now: number): Promise<StaffMember | null>;
  endSession(secret: string): Promise<void>;
  /** Answers the token once. */
  createToken(role: Role, name: string | null, now: number): Promise<string>;
  findToken(secret: string): Promise<{ readonly id: string; readonly role: Role } | null>;
  /** Forgets links and sign-ins that ended before `now`. */
  tidy(now: number): Promise<void>;
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
  }): Promise<{
    readonly id: string;
    readonly mqtt: { readonly url: string; readonly username: string; readonly password: string };
    readonly cloudKey: CloudKey;
  }>;
}
