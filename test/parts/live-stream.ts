import type { Identity } from '../../cloud/ports/identity.ts';
import { sessionCookie } from '../../cloud/web/principal.ts';
import { waitFor } from './wait-for.ts';

/** Listens at a cloud as an open dashboard does, as a viewer of its own. */
export async function openLive(httpUrl: string, identity: Identity, now: number, name: string) {
  const secret = await identity.createInvitation('viewer', null, now + 60_000);
  const staff = await identity.acceptInvitation(secret, name, 'none', now);
  const session = await identity.createSession(staff.id, now);
  const hangUp = new AbortController();
  const answer = await fetch(`${httpUrl}/live`, {
    headers: { cookie: `${sessionCookie(false)}=${session}` },
    signal: hangUp.signal,
  });
  let text = '';
  const read = async () => {
    const decoder = new TextDecoder();
    for await (const part of answer.body ?? []) text += decoder.decode(part);
  };
  read().catch(() => undefined);
  await waitFor('the stream', () => text.includes('retry:'));
  return {
    /** How often it was told to look again. */
    told: () => text.split('event: changed').length - 1,
    end: () => hangUp.abort(),
  };
}
