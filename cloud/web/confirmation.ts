import type { WebDeps } from './deps.ts';
import { isPassword, SignInDelay } from './password.ts';
import type { Principal } from './principal.ts';

type Staff = Extract<Principal, { kind: 'staff' }>;
type Parts = Pick<WebDeps, 'accounts' | 'identity' | 'secondStep' | 'audit' | 'clock'>;

/** What somebody shows to prove who they are. */
export interface Proof {
  readonly password: string;
  /** Of their app or their paper; empty where none is asked for. */
  readonly code: string;
}

/** As the page that asks names them: no form of ours has fields of these names. */
export const proofFields = {
  password: 'confirmation-password',
  code: 'confirmation-code',
  /** What was typed before, closed. */
  form: 'confirmation-form',
} as const;

export const proofOf = (password: unknown, code: unknown): Proof => ({
  password: typeof password === 'string' ? password.slice(0, 1000) : '',
  code: typeof code === 'string' ? code.trim().slice(0, 100) : '',
});

export type Judged =
  | { readonly is: 'confirmed' }
  | { readonly is: 'wrongPassword' | 'wrongCode' }
  | { readonly is: 'tooMany'; readonly seconds: number };

/** Who is signed in proves again who they are. Wrong tries slow down and are written down as at sign-in. */
export interface Confirmation {
  needsCode(staffId: string): Promise<boolean>;
  judge(staff: Staff, proof: Proof): Promise<Judged>;
}

export function createConfirmation(deps: Parts): Confirmation {
  const { accounts, identity, secondStep, clock } = deps;
  const delay = new SignInDelay();

  const needsCode = async (staffId: string) => (await accounts.find(staffId))?.needsCode === true;

  return {
    needsCode,
    async judge(staff, { password, code }) {
      const now = clock.now();
      const seconds = delay.secondsLeft(staff.id, now);
      if (seconds > 0) return { is: 'tooMany', seconds };
      // Counted before it is judged: many at once get no further than one after the other.
      delay.wrong(staff.id, now);
      const hash = await accounts.passwordHash(staff.id);
      if (!(await isPassword(hash, password))) return refused(staff, 'wrongPassword');
      if (await needsCode(staff.id)) {
        const step = await secondStep.ask(staff.id, now);
        const answer = await secondStep.answer(step, code, now);
        if (answer.is !== 'right') return refused(staff, 'wrongCode');
      }
      delay.right(staff.id);
      await identity.confirmSession(staff.session, now);
      return { is: 'confirmed' };
    },
  };

  async function refused(staff: Staff, is: 'wrongPassword' | 'wrongCode'): Promise<Judged> {
    const entry = { verb: 'refused', kind: 'signIn' } as const;
    await deps.audit.record(`staff:${staff.id}`, entry, clock.now());
    return { is };
  }
}
