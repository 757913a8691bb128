import { expect, test } from '@jest/globals';
import { openApiTokens } from '../../../cloud/store/api-tokens.ts';
import { openIdentity } from '../../../cloud/store/identity.ts';
import { eachStore } from '../each-store.ts';

const now = Date.UTC(2026, 10, 21, 8);
const hour = 3_600_000;

eachStore('tokens', (store) => {
  test('a token says what it may do and where, until it expires or is revoked', async () => {
    const database = await store.open();
    const [identity, tokens] = [openIdentity(database), openApiTokens(database)];
    const limits = { places: ['a'], scopes: ['read'], expiresAt: now + hour } as const;
    const made = { ...limits, madeBy: 'staff:1' };
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
