import { failure } from '../../shared/runtime/errors.ts';
import { compiledOnce } from '../../shared/wire/compiled-once.ts';
import { Invitation } from '../../shared/wire/federation.ts';

const mark = 'badgeuse-federation:';
const validator = compiledOnce(Invitation);

/** One line, to be pasted. Whoever has it can answer it once, and waits for staff then. */
export const invitationText = (invitation: Invitation): string =>
  mark + Buffer.from(JSON.stringify(invitation)).toString('base64url');

/** Throws `invitationWrong`, or `invitationOver`. */
export function readInvitation(pasted: string, now: number): Invitation {
  const text = pasted.replaceAll(/\s/g, '');
  if (!text.startsWith(mark)) throw failure('invitationWrong');
  let said: unknown;
  try {
    said = JSON.parse(Buffer.from(text.slice(mark.length), 'base64url').toString('utf8'));
  } catch {
    throw failure('invitationWrong');
  }
  if (!validator().Check(said)) throw failure('invitationWrong');
  const invitation = said as Invitation;
  if (invitation.until < now) throw failure('invitationOver');
  return invitation;
}
