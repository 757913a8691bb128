import { expect, test } from '@jest/globals';
import { openApiTokens } from '../../../cloud/store/api-tokens.ts';
import { openIdentity } from '../../../cloud/store/identity.ts';
import { openStaffAccounts } from '../../../cloud/store/staff-accounts.ts';
import { eachStore } from '../each-store.ts';

const now = Date.UTC(2026, 10, 21, 8);
const hour = 3_600_000;

eachStore('tokens', (store) => {
  test('a token says what it may do and where, until it expires or is revoked', async () => {
    const database = await store.open();
    const [identity, tokens] = [openIdentity(database), openApiTokens(database)];
    const limits = { places: ['a'], scopes: ['read'], expiresAt: now + hour } as const;
    const link = await identity.createInvitation('staff', null, now + hour);
    const zoe = await identity.acceptInvitation(link, 'Zoé', 'argon', now);
    const made = { ...limits, madeBy: `staff:${zoe.id}` };
    const secret = await identity.createToken('staff', 'Compta', now, made);
    const { id } = (await tokens.findBySecret(secret)) ?? { id: '' };
    expect(await tokens.find(id)).toEqual({
      id,
      name: 'Compta',
      role: 'staff',
      ...made,
      createdAt: now,
      usedAt: null,
      revokedAt: null,
      mayNow: { role: 'staff', places: ['a'], scopes: ['read'] },
    });
    expect(await identity.findToken(secret, now)).toEqual({
      id,
      role: 'staff',
      places: ['a'],
      scopes: ['read'],
    });
    expect(await identity.findToken(secret, now + hour)).toBeNull();
    const [other, third] = [
      await identity.createToken('viewer', null, now + 1),
      await identity.createToken('admin', 'x', now + 2),
    ];
    expect((await tokens.list()).map(({ role }) => role)).toEqual(['admin', 'viewer', 'staff']);
    const revoked = (await tokens.findBySecret(other))?.id ?? '';
    await tokens.revoke(revoked, now + 5);
    expect(await tokens.revoke(revoked, now + 9)).toMatchObject({ revokedAt: now + 5 });
    expect(await identity.findToken(other, now)).toBeNull();
    expect(await identity.findToken(third, now)).toMatchObject({ scopes: ['*'] });
    await expect(tokens.revoke('token_none', now)).rejects.toMatchObject({ code: 'notFound' });
  });

  test('a token never gives more than its person may now, nor does one that it made', async () => {
    const database = await store.open();
    const [identity, tokens] = [openIdentity(database), openApiTokens(database)];
    const accounts = openStaffAccounts(database);
    const person = async (name: string) => {
      const link = await identity.createInvitation('admin', null, now + hour);
      return (await identity.acceptInvitation(link, name, 'argon', now)).id;
    };
    const [ana, bo] = [await person('Ana'), await person('Bo')];
    const idOf = async (secret: string) => (await tokens.findBySecret(secret))?.id ?? '';
    const wide = await identity.createToken('admin', null, now, { madeBy: `staff:${bo}` });
    const narrow = await identity.createToken('staff', null, now, {
      madeBy: `token:${await idOf(wide)}`,
      places: ['a', 'b'],
      scopes: ['read', 'cards:uid'],
    });
    const command = await identity.createToken('admin', null, now);
    const anas = await identity.createToken('admin', null, now, { madeBy: `staff:${ana}` });
    const found = async (secret: string) => {
      const token = await identity.findToken(secret, now);
      const id = await idOf(secret);
      const shown = (await tokens.list()).find((one) => one.id === id);
      // A revoked one is refused whatever its person may.
      if (shown?.revokedAt === null) {
        const { id: _, ...reach } = token ?? {};
        expect(shown.mayNow).toEqual(token && reach);
        expect((await tokens.find(id))?.mayNow).toEqual(shown.mayNow);
      }
      return token && [token.role, token.places, token.scopes];
    };
    expect(await found(wide)).toEqual(['admin', '*', ['*']]);
    expect(await found(narrow)).toEqual(['staff', ['a', 'b'], ['read', 'cards:uid']]);

    await accounts.change(bo, { role: 'staff', places: ['b', 'c'] });
    expect(await found(wide)).toEqual(['staff', ['b', 'c'], ['*']]);
    expect(await found(narrow)).toEqual(['staff', ['b'], ['read']]);
    await accounts.change(bo, { role: 'viewer', places: ['c'], rights: ['cards:uid'] });
    expect(await found(narrow)).toEqual(['viewer', [], ['read', 'cards:uid']]);

    await accounts.end(bo, now + 1);
    expect([await found(wide), await found(narrow)]).toEqual([null, null]);
    expect((await tokens.find(await idOf(narrow)))?.revokedAt).toBe(now + 1);
    const back = await identity.createInvitation('admin', 'Bo', now + hour);
    await identity.acceptInvitation(back, 'Bo', 'argon', now + 2);
    expect([await found(wide), await found(narrow)]).toEqual([null, null]);
    expect(await found(command)).toEqual(['admin', '*', ['*']]);
    expect(await found(anas)).toEqual(['admin', '*', ['*']]);
    const nobodys = await identity.createToken('viewer', null, now, { madeBy: 'staff:nobody' });
    expect(await found(nobodys)).toBeNull();
  });

  test('when it was last used is known to the hour, without a write at each request', async () => {
    const database = await store.open();
    const [identity, tokens] = [openIdentity(database), openApiTokens(database)];
    const secret = await identity.createToken('viewer', null, now);
    const usedAt = async () => (await tokens.findBySecret(secret))?.usedAt;
    await identity.findToken(secret, now);
    await identity.findToken(secret, now + hour - 1);
    expect(await usedAt()).toBe(now);
    await identity.findToken(secret, now + hour);
    expect(await usedAt()).toBe(now + hour);
  });
});
