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
  };
  invitation: {
    secret_hash: string;
    role: Role;
    /** Set: the link is for that person alone. */
    name: string | null;
    expires_at: number;
  };
  sign_in: { secret_hash: string; staff_id: string; signed_in_at: number; seen_at: number };
  api_token: {
    id: string;
    secret_hash: string;
    role: Role;
    name: string | null;
    created_at: number;
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
