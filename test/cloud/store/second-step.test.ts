import { expect, test } from '@jest/globals';
import { Secret, TOTP } from 'otpauth';
import type { Database } from '../../../cloud/store/database.ts';
import { openIdentity } from '../../../cloud/store/identity.ts';
import { openSecondStep } from '../../../cloud/store/second-step.ts';
import { closeOpenSecrets, secondStepSeal } from '../../../cloud/store/second-step-seal.ts';
import { secretHash } from '../../../cloud/store/secret.ts';
import { newKeyPair } from '../../../shared/wire/keys.ts';
import { eachStore } from '../each-store.ts';
import { testSeal } from '../test-seal.ts';

const now = Date.UTC(2026, 10, 21, 8);
const minute = 60_000;
const codeAt = (secret: string, timestamp: number) =>
  new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp });

async function ana(database: Database, name = 'Ana') {
  const identity = openIdentity(database);
  const link = await identity.createInvitation('admin', null, now + minute);
  const { id } = await identity.acceptInvitation(link, name, 'argon', now);
  const step = openSecondStep(database, testSeal);
  const secret = await step.begin(id);
  return { identity, step, id, secret };
}

eachStore('the second step', (store) => {
  test('it counts once a code confirmed it; each code and each recovery code works once', async () => {
    const database = await store.open();
    const { identity, step, id, secret } = await ana(database);
    const needsCode = async () => (await identity.findStaffByName('Ana'))?.needsCode;
    expect([await step.pending(id), await needsCode()]).toEqual([secret, false]);
    expect(await step.confirm(id, '000000', now)).toBeNull();
    const codes = (await step.confirm(id, codeAt(secret, now), now)) ?? [];
    expect([codes.length, new Set(codes).size, await needsCode()]).toEqual([8, 8, true]);
    expect(await step.pending(id)).toBeNull();

    const asked = await step.ask(id, now);
    // The code it was confirmed with is spent.
    expect(await step.answer(asked, codeAt(secret, now), now)).toEqual({ is: 'wrong' });
    const later = now + 30_000;
    const code = codeAt(secret, later);
    const spaced = `${code.slice(0, 3)} ${code.slice(3)}`;
    expect(await step.answer(asked, spaced, later)).toEqual({
      is: 'right',
      staffId: id,
      byRecovery: false,
    });
    expect(await step.answer(asked, code, later)).toEqual({ is: 'over' });

    const again = await step.ask(id, later);
    expect(await step.answer(again, code, later)).toEqual({ is: 'wrong' });
    const recovery = codes[3]?.toUpperCase().replace('-', ' ') ?? '';
    expect(await step.answer(again, recovery, later)).toMatchObject({ byRecovery: true });
    const third = await step.ask(id, later);
    expect(await step.answer(third, recovery, later)).toEqual({ is: 'wrong' });

    const all = JSON.stringify(await database.db.selectFrom('recovery_code').selectAll().execute());
    for (const one of codes) expect(all).not.toContain(one.replace('-', ''));
  });

  test('five wrong codes and the password is asked again; so it is after five minutes', async () => {
    const { step, id, secret } = await ana(await store.open());
    await step.confirm(id, codeAt(secret, now), now);
    const later = now + minute;
    const asked = await step.ask(id, now);
    const tries = await Promise.all(
      Array.from({ length: 7 }, () => step.answer(asked, '000000', later)),
    );
    expect(tries.filter(({ is }) => is === 'wrong')).toHaveLength(5);
    expect(await step.answer(asked, codeAt(secret, later), later)).toEqual({ is: 'over' });
    const slow = await step.ask(id, now);
    const late = now + 5 * minute;
    expect(await step.answer(slow, codeAt(secret, late), late)).toEqual({ is: 'over' });
  });

  test('a phone whose clock differs by half a minute works; by two minutes not', async () => {
    const { step, id, secret } = await ana(await store.open());
    await step.confirm(id, codeAt(secret, now), now);
    const later = now + 10 * minute;
    const early = await step.ask(id, later);
    const far = codeAt(secret, later + 2 * minute);
    expect(await step.answer(early, far, later)).toEqual({ is: 'wrong' });
    const near = codeAt(secret, later + 30_000);
    expect(await step.answer(early, near, later)).toMatchObject({ is: 'right' });
  });

  test('nobody gets in by the codes of somebody else, nor by beginning anew beside a confirmed one', async () => {
    const database = await store.open();
    const { step, id, secret } = await ana(database);
    const zoe = await ana(database, 'Zoé');
    await step.confirm(id, codeAt(secret, now), now);
    const theirs = (await step.confirm(zoe.id, codeAt(zoe.secret, now), now)) ?? [];
    const later = now + minute;
    const asked = await step.ask(id, later);
    expect(await step.answer(asked, theirs[0] ?? '', later)).toEqual({ is: 'wrong' });
    expect(await step.answer(asked, codeAt(zoe.secret, later), later)).toEqual({ is: 'wrong' });
    const planted = await step.begin(id);
    expect(await step.pending(id)).toBeNull();
    expect(await step.confirm(id, codeAt(planted, later), later)).toBeNull();
    expect(await step.answer(asked, codeAt(planted, later), later)).toEqual({ is: 'wrong' });
    expect(await step.answer(asked, codeAt(secret, later), later)).toMatchObject({ is: 'right' });
  });

  test('a lost phone is lost with the password: a link for that person sets it up anew', async () => {
    const { identity, step, id, secret } = await ana(await store.open());
    const codes = (await step.confirm(id, codeAt(secret, now), now)) ?? [];
    const link = await identity.createInvitation('admin', 'Ana', now + minute);
    expect(await identity.acceptInvitation(link, '', 'other', now)).toMatchObject({ id });
    expect((await identity.findStaffByName('Ana'))?.needsCode).toBe(false);
    const asked = await step.ask(id, now);
    expect(await step.answer(asked, codes[0] ?? '', now)).toEqual({ is: 'wrong' });
  });

  test('ended, nothing of it is left', async () => {
    const { identity, step, id, secret } = await ana(await store.open());
    const codes = (await step.confirm(id, codeAt(secret, now), now)) ?? [];
    await step.end(id);
    expect((await identity.findStaffByName('Ana'))?.needsCode).toBe(false);
    const asked = await step.ask(id, now);
    expect(await step.answer(asked, codes[0] ?? '', now)).toEqual({ is: 'wrong' });
  });

  test('who has the store alone has no second step of anybody', async () => {
    const database = await store.open();
    const { step, id, secret } = await ana(database);
    const codes = (await step.confirm(id, codeAt(secret, now), now)) ?? [];
    const rows = async () => ({
      staff: await database.db.selectFrom('staff').selectAll().execute(),
      recovery: await database.db.selectFrom('recovery_code').selectAll().execute(),
    });
    const { staff, recovery } = await rows();
    expect(JSON.stringify(staff)).not.toContain(secret);
    const plain = codes[0]?.replace('-', '') ?? '';
    for (const guess of [plain, `${id}\n${plain}`]) {
      expect(recovery.map((one) => one.code_hash)).not.toContain(secretHash(guess));
    }

    const later = now + minute;
    const other = openSecondStep(database, secondStepSeal(newKeyPair().privateKey));
    const asked = await other.ask(id, later);
    for (const one of [codeAt(secret, later), codes[0] ?? ''])
      expect(await other.answer(asked, one, later)).toEqual({ is: 'wrong' });
    expect(await step.answer(asked, codeAt(secret, later), later)).toMatchObject({ is: 'right' });
  });

  test('one person’s, in the row of another, opens nothing; what lay open is closed', async () => {
    const database = await store.open();
    const { step, id, secret } = await ana(database);
    await step.confirm(id, codeAt(secret, now), now);
    const bo = await ana(database, 'Bo');
    await bo.step.confirm(bo.id, codeAt(bo.secret, now), now);
    const put = (code_secret: string) =>
      database.db.updateTable('staff').set({ code_secret }).where('id', '=', bo.id).execute();
    const closed = await database.db
      .selectFrom('staff')
      .select('code_secret')
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
    await put(closed.code_secret ?? '');
    const later = now + minute;
    const asked = await step.ask(bo.id, later);
    expect(await step.answer(asked, codeAt(secret, later), later)).toEqual({ is: 'wrong' });
    await put(bo.secret);
    await closeOpenSecrets(database, testSeal);
    await closeOpenSecrets(database, testSeal);
    const all = await database.db.selectFrom('staff').select('code_secret').execute();
    expect(JSON.stringify(all)).not.toContain(bo.secret);
    expect(await step.answer(asked, codeAt(bo.secret, later), later)).toMatchObject({
      is: 'right',
    });
  });
});
