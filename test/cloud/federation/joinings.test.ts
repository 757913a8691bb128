import { expect, test } from '@jest/globals';
import { eachStore } from '../each-store.ts';
import { side } from './two-sides.ts';

eachStore('an answer to an invitation', (store) => {
  async function invited() {
    const [a, b] = [await side(store, 'a'), await side(store, 'b')];
    const given = await a.federations.invite({ ...a.terms, initials: false }, a.url, 'staff:ada');
    const { invitation, partner } = given;
    const join = (who = b) => who.federations.join(invitation, who.terms, who.url, 'staff:bob');
    return { a, b, id: partner.id, join };
  }

  test('is the same answer when its reply got lost and the line is pasted again', async () => {
    const { a, b, id, join } = await invited();
    a.broken.way = () => null;
    for (let time = 0; time < 2; time++) {
      await expect(join()).rejects.toMatchObject({
        ...{ code: 'invitationUnheard', message: expect.stringContaining(new URL(a.url).host) },
      });
      expect(await b.federations.list()).toEqual([]);
    }
    const { fingerprint } = await a.federations.get(id);
    expect(await a.federations.get(id)).toMatchObject({ state: 'answered', name: 'b' });
    // They accept before it is known here: that is their trouble for as long, and nothing else comes of it.
    expect(await a.federations.accept(id, 'staff:ada')).toMatchObject({
      ...{ state: 'pooled', problem: { code: 'federationSaysNo' } },
    });
    a.broken.way = (answer) => answer;
    const third = await side(store, 'c');
    await expect(join(third)).rejects.toMatchObject({ code: 'federationSaysNo' });
    expect(await a.federations.get(id)).toMatchObject({ fingerprint, name: 'b' });
    expect(await join()).toMatchObject({ state: 'waiting', fingerprint });
    expect(await b.federations.look(id)).toMatchObject({ state: 'pooled', problem: null });
    expect(await a.federations.look(id)).toMatchObject({ state: 'pooled', problem: null });
    await expect(join()).rejects.toMatchObject({ code: 'federationTaken' });
    expect(await b.federations.list()).toHaveLength(1);
  }, 60_000);

  test('nobody heard is an answer as soon as they are there', async () => {
    const { a, b, id, join } = await invited();
    const url = a.url;
    a.broken.answer = 503;
    await expect(join()).rejects.toMatchObject({ code: 'federationStrange' });
    expect(await b.federations.list()).toEqual([]);
    expect(await a.federations.get(id)).toMatchObject({ state: 'invited' });
    a.broken.answer = null;
    expect(await join()).toMatchObject({ state: 'waiting', url });
  }, 60_000);

  test('pasted twice at once makes one federation', async () => {
    const { b, join } = await invited();
    const both = await Promise.allSettled([join(), join()]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(both.find(({ status }) => status === 'rejected')).toMatchObject({
      ...{ reason: { code: 'federationTaken' } },
    });
    expect(await b.federations.list()).toMatchObject([{ state: 'waiting' }]);
  }, 60_000);
});
