import { expect, test } from '@jest/globals';
import { openIdentity } from '../../../cloud/store/identity.ts';
import { eachStore } from '../each-store.ts';

const now = Date.UTC(2026, 10, 21, 8);
const minutes = (n: number) => n * 60_000;
const absent = { code: 'notFound' };

eachStore('who may sign in', (store) => {
  test('a link works once, before it ends, and only as it was given out', async () => {
    const identity = openIdentity(await store.open());
    expect(await identity.staffCount()).toBe(0);
    const link = await identity.createInvitation('admin', null, now + minutes(60));
    await expect(identity.acceptInvitation(`${link}x`, 'Ana', 'h', now)).rejects.toMatchObject(
      absent,
    );
    const ana = await identity.acceptInvitation(link, ' Ana ', 'argon-1', now);
    expect(ana).toMatchObject({ name: 'Ana', role: 'admin' });
    await expect(identity.acceptInvitation(link, 'Bo', 'h', now)).rejects.toMatchObject(absent);
    const late = await identity.createInvitation('staff', null, now + minutes(60));
    await expect(
      identity.acceptInvitation(late, 'Bo', 'h', now + minutes(60)),
    ).rejects.toMatchObject(absent);
    expect(await identity.staffCount()).toBe(1);
    expect(await identity.findStaffByName('ANA')).toEqual({
      ...ana,
      passwordHash: 'argon-1',
      needsCode: false,
    });
    expect(await identity.findStaffByName('Bo')).toBeNull();
  });

  test('nobody takes the name of another, but a link for that person renews the password', async () => {
    const identity = openIdentity(await store.open());
    const link = () => identity.createInvitation('staff', null, now + minutes(60));
    const ana = await identity.acceptInvitation(await link(), 'Ana', 'argon-1', now);
    const signedIn = await identity.createSession(ana.id, now);
    const other = await link();
    await expect(identity.acceptInvitation(other, 'ana', 'evil', now)).rejects.toMatchObject({
      code: 'conflict',
    });
    expect(await identity.findSession(signedIn, now)).toMatchObject(ana);
    const renewal = await identity.createInvitation('admin', 'Ana', now + minutes(60));
    expect(await identity.acceptInvitation(renewal, 'Someone', 'argon-2', now)).toEqual({
      ...ana,
      role: 'admin',
    });
    expect((await identity.findStaffByName('Ana'))?.passwordHash).toBe('argon-2');
    expect(await identity.findSession(signedIn, now)).toBeNull();
    expect((await identity.acceptInvitation(other, 'Bo', 'h', now)).name).toBe('Bo');
  });

  test('a sign-in ends after 30 idle minutes, after 12 hours, and when signed out', async () => {
    const identity = openIdentity(await store.open());
    const link = await identity.createInvitation('viewer', null, now + 1);
    const { id } = await identity.acceptInvitation(link, 'Ana', 'h', now);
    const idle = await identity.createSession(id, now);
    expect(await identity.findSession(idle, now + minutes(29))).not.toBeNull();
    expect(await identity.findSession(idle, now + minutes(58))).not.toBeNull();
    expect(await identity.findSession(idle, now + minutes(88))).toBeNull();
    const long = await identity.createSession(id, now);
    for (let at = 20; at < 720; at += 20) {
      expect(await identity.findSession(long, now + minutes(at))).not.toBeNull();
    }
    expect(await identity.findSession(long, now + minutes(720))).toBeNull();
    const ended = await identity.createSession(id, now);
    await identity.endSession(ended);
    expect(await identity.findSession(ended, now)).toBeNull();
    expect(await identity.findSession('unknown', now)).toBeNull();
  });

  test('a token is found by its secret alone, and no secret is in the store', async () => {
    const database = await store.open();
    const identity = openIdentity(database);
    const token = await identity.createToken('viewer', 'report', now);
    const link = await identity.createInvitation('staff', null, now + 1);
    const { id } = await identity.acceptInvitation(link, 'Ana', 'h', now);
    const signIn = await identity.createSession(id, now);
    expect(await identity.findToken(token, now)).toEqual({
      id: expect.stringMatching(/^token_/),
      role: 'viewer',
      places: '*',
      scopes: ['*'],
    });
    expect(await identity.findToken(signIn, now)).toBeNull();
    const all = JSON.stringify([
      await database.db.selectFrom('api_token').selectAll().execute(),
      await database.db.selectFrom('sign_in').selectAll().execute(),
    ]);
    expect(all).not.toContain(token);
    expect(all).not.toContain(signIn);
  });

  test('tidying forgets what ended and nothing else', async () => {
    const database = await store.open();
    const identity = openIdentity(database);
    const link = await identity.createInvitation('staff', null, now + minutes(1));
    const { id } = await identity.acceptInvitation(link, 'Ana', 'h', now);
    await identity.createInvitation('staff', null, now + minutes(1));
    const kept = await identity.createInvitation('staff', null, now + minutes(60));
    await identity.createSession(id, now - minutes(31));
    const live = await identity.createSession(id, now);
    await identity.tidy(now + minutes(2));
    expect(await database.db.selectFrom('sign_in').selectAll().execute()).toHaveLength(1);
    expect(await database.db.selectFrom('invitation').selectAll().execute()).toHaveLength(1);
    expect(await identity.findSession(live, now + minutes(2))).not.toBeNull();
    expect((await identity.acceptInvitation(kept, 'Bo', 'h', now)).name).toBe('Bo');
  });
});
