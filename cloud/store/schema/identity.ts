import type { Generated } from 'kysely';
import type { Role } from '../../ports/identity.ts';

/** Who may sign in, what programs may ask, and devices that ask to join. Every secret is kept as its SHA-256. */
export interface IdentityTables {
  staff: {
    id: string;
    name: string;
    /** Lower case: nobody signs in as somebody who is spelled alike. */
    name_key: string;
    role: Role;
    /** argon2id, PHC string. */
    password_hash: string;
    created_at: number;
    /** JSON list of place ids; null: everywhere. */
    places: Generated<string | null>;
    rights: Generated<string>;
    /** Set: no way in any more; the row stays for the name it gives to what they did. */
    ended_at: Generated<number | null>;
    /** Closed by a key outside the store (`second-step-seal.ts`); counts once it was confirmed with a code. */
    code_secret: Generated<string | null>;
    code_confirmed: Generated<number>;
    /** The last 30 s a code was taken of: none works twice. */
    code_step: Generated<number>;
  };
  recovery_code: { staff_id: string; code_hash: string };
  /** The password was right, and the code is still to come. */
  sign_in_step: {
    secret_hash: string;
    staff_id: string;
    expires_at: number;
    wrong_tries: Generated<number>;
  };
  invitation: {
    id: Generated<string | null>;
    secret_hash: string;
    role: Role;
    places: Generated<string | null>;
    rights: Generated<string>;
    made_by: Generated<string | null>;
    /** Set: the link is for that person alone. */
    name: string | null;
    expires_at: number;
  };
  sign_in: {
    /** Names it without letting anybody in. */
    id: Generated<string | null>;
    secret_hash: string;
    staff_id: string;
    signed_in_at: number;
    seen_at: number;
    /** What the browser calls itself, so that people know their own again. */
    browser: Generated<string | null>;
    /** When whoever it is last proved it; a while later what is dangerous asks again. */
    confirmed_at: Generated<number>;
  };
  api_token: {
    id: string;
    secret_hash: string;
    role: Role;
    name: string | null;
    created_at: number;
    places: Generated<string | null>;
    /** JSON list. */
    scopes: Generated<string>;
    expires_at: Generated<number | null>;
    used_at: Generated<number | null>;
    revoked_at: Generated<number | null>;
    made_by: Generated<string | null>;
  };
  claim: {
    device_code_hash: string;
    user_code: string;
    public_key: string;
    serial: string;
    opened_at: number;
    wrong_tries: number;
    /** Set once staff approved it. */
    device_id: string | null;
  };
}
