import { expect, test } from '@jest/globals';
import type { Database } from '../../../cloud/store/database.ts';
import { openIdentity } from '../../../cloud/store/identity.ts';
import { openStaffAccounts } from '../../../cloud/store/staff-accounts.ts';
import { eachStore } from '../each-store.ts';

const now = Date.UTC(2026, 10, 21, 8);
const minute = 60_000;

async function crew(database: Database) {
  const identity = openIdentity(database);
  const accounts = openStaffAccounts(database);
  const hire = async (role: 'viewer' | 'staff' | 'admin', name: string) => {
    const link = await identity.createInvitation(role, null, now + minute);
    return identity.acceptInvitation(link, name, 'argon', now);
  };
  return { identity, accounts, hire };
}

eachStore('staff accounts', (store) => {
  test('an invitation carries role, places and rights into the account', async () => {
    const { identity, accounts } = await crew(await store.open());
    const duty = { role: 'staff', places: ['a', 'b'], rights: ['hours:read'] } as const;
    const secret = await identity.createInvitation('staff', null, now + minute, {
      ...duty,
      madeBy: 'staff:1',
    });
    const invitation = await accounts.findInvitation(secret);
    expect(invitation).toMatchObject({ ...duty, madeBy: 'staff:1', expiresAt: now + minute });
    expect(await accounts.invitations(now)).toEqual([invitation]);
    expect(await accounts.invitations(now + minute)).toEqual([]);
    const zoe = await identity.acceptInvitation(secret, 'Zoé', 'argon', now);
    expect(zoe).toMatchObject(duty);
    expect(await accounts.list()).toMatchObject([{ ...duty, name: 'Zoé', endedAt: null }]);
    const session = await identity.createSession(zoe.id, now, 'Firefox');
    expect(await identity.findSession(session, now)).toMatchObject({ ...duty, id: zoe.id });
    const other = await identity.createInvitation('viewer', null, now + minute);
    const withdrawn = await accounts.findInvitation(other);
    await accounts.withdraw(withdrawn?.id ?? '');
    await expect(identity.acceptInvitation(other, 'Bo', 'h', now)).rejects.toMatchObject({
      code: 'notFound',
    });
  });

  test('the last who administers everything stays; one of a single place is not that', async () => {
    const { accounts, hire } = await crew(await store.open());
    const ana = await hire('admin', 'Ana');
    const bo = await hire('admin', 'Bo');
    const last = { code: 'lastAdmin' };
    await accounts.change(bo.id, { places: ['a'] });
    for (const less of [{ role: 'staff' }, { places: ['a'] }] as const) {
      await expect(accounts.change(ana.id, less)).rejects.toMatchObject(last);
    }
    await expect(accounts.end(ana.id, now)).rejects.toMatchObject(last);
    expect(await accounts.find(ana.id)).toMatchObject({ role: 'admin', endedAt: null });
    await accounts.change(bo.id, { places: '*' });
    expect(await accounts.end(ana.id, now)).toMatchObject({ endedAt: now });
  });

  test('two who end each other: one of them stays', async () => {
    const { accounts, hire } = await crew(await store.open());
    const ana = await hire('admin', 'Ana');
    const bo = await hire('admin', 'Bo');
    const ends = await Promise.allSettled([accounts.end(ana.id, now), accounts.end(bo.id, now)]);
    expect(ends.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect((await accounts.list()).filter(({ endedAt }) => endedAt === null)).toHaveLength(1);
  });

  test('who leaves is out at once, everywhere, and keeps the name for what they did', async () => {
    const { identity, accounts, hire } = await crew(await store.open());
    await hire('admin', 'Ana');
    const bo = await hire('staff', 'Bo');
    const session = await identity.createSession(bo.id, now);
    const link = await identity.createInvitation('staff', 'Bo', now + minute);
    await accounts.end(bo.id, now);
    expect(await identity.findSession(session, now)).toBeNull();
    expect(await identity.findStaffByName('Bo')).toBeNull();
    await expect(identity.acceptInvitation(link, 'Bo', 'h', now)).rejects.toMatchObject({
      code: 'notFound',
    });
    expect((await accounts.find(bo.id))?.name).toBe('Bo');
    // Invited again by name, Bo is the same person.
    const back = await identity.createInvitation('viewer', 'Bo', now + minute);
    expect(await identity.acceptInvitation(back, '', 'argon', now)).toMatchObject({ id: bo.id });
    expect(await accounts.find(bo.id)).toMatchObject({ endedAt: null, role: 'viewer' });
  });

  test('another role signs every browser out', async () => {
    const { identity, accounts, hire } = await crew(await store.open());
    const bo = await hire('staff', 'Bo');
    const session = await identity.createSession(bo.id, now);
    await accounts.change(bo.id, { role: 'viewer' });
    expect(await identity.findSession(session, now)).toBeNull();
  });

  test('sign-ins are listed without a way in, and ended one, all but one, or all', async () => {
    const { identity, accounts, hire } = await crew(await store.open());
    const bo = await hire('staff', 'Bo');
    const secrets = [];
    for (const [n, browser] of ['Firefox', 'Safari', 'curl'].entries()) {
      secrets.push(await identity.createSession(bo.id, now + n, browser));
    }
    await identity.createSession(bo.id, now - 31 * minute, 'asleep');
    const listed = await accounts.sessions(bo.id, now + 3);
    expect(listed.map(({ browser }) => browser)).toEqual(['curl', 'Safari', 'Firefox']);
    for (const secret of secrets) expect(JSON.stringify(listed)).not.toContain(secret);
    const [curl, safari] = listed;
    expect(await accounts.endSessions('somebody-else', { only: curl?.id ?? '' })).toBe(0);
    expect(await accounts.endSessions(bo.id, { only: curl?.id ?? '' })).toBe(1);
    expect(await accounts.endSessions(bo.id, { but: safari?.id ?? '' })).toBe(2);
    expect(await identity.findSession(secrets[1] ?? '', now)).not.toBeNull();
    expect(await accounts.endSessions(bo.id, 'all')).toBe(1);
    expect(await identity.findSession(secrets[1] ?? '', now)).toBeNull();
  });
});
