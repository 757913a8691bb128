import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Right, Role } from '../../../cloud/ports/identity.ts';
import type { TapRecord } from '../../../cloud/ports/journal.ts';
import { seed } from '../../web/seed.ts';
import { get } from './browse.ts';
import { testNow, type WebFixture, webFixture } from './fixture.ts';

let web: WebFixture;
beforeEach(async () => {
  web = await webFixture();
  await seed(web.deps);
});
afterEach(() => web.close());

const textOf = (body: string) => body.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');
let people = 0;

async function pageFor(
  role: Role,
  places: readonly string[] | '*' = '*',
  rights: readonly Right[] = [],
  path = '/',
): Promise<string> {
  const { identity } = web.deps;
  const duty = { places, rights, madeBy: 'system' };
  const secret = await identity.createInvitation(role, null, testNow + 60_000, duty);
  const { id } = await identity.acceptInvitation(secret, `P${++people}`, 'none', testNow);
  const cookie = `badgeuse-session=${await identity.createSession(id, testNow)}`;
  const answer = await get(web.app, path, { cookie });
  expect(answer.statusCode).toBe(200);
  return answer.body;
}

const refusalsIn = (body: string) => /<section id="refusals">.*?<\/section>/s.exec(body)?.[0] ?? '';

const refuse = (changed: Partial<TapRecord>) => {
  const [tap] = web.deps.journal.all;
  if (!tap) throw new Error('the seed has refusals');
  web.deps.journal.all.push({ ...tap, id: `more-${web.deps.journal.all.length}`, ...changed });
};

describe('the last refusals', () => {
  test('who, when, where and why in words, the same card once; and where to go from there', async () => {
    const section = refusalsIn(await pageFor('staff'));
    const text = textOf(section);
    expect(text).toContain('Carte 04FF…3344 17:54, Rue des Fileurs Carte inconnue ici');
    expect(text).toMatch(/Montbel 17:34, Bloc entrée, 2 fois Pas à cette heure Pourquoi/);
    expect(section).toContain('href="/cards/unknown/refusal-0"');
    const why = /href="(\/why\?[^"]+accessPointId=ap-2[^"]+)"/.exec(section)?.[1] ?? '';
    const answer = await pageFor('staff', '*', [], why.replaceAll('&amp;', '&'));
    expect(answer).toContain('class="verdict');
    expect(answer).toContain('Bloc entrée, 17:34');
  });

  test('a card without a number and a member is asked about by itself', async () => {
    await web.deps.registry.cards.create({ id: 'bare', uid: '04CCCCCCCCCC01' });
    refuse({ cardUid: '04CCCCCCCCCC01', reason: 'notPermittedHere', occurredAt: testNow - 1 });
    const section = refusalsIn(await pageFor('staff'));
    const why = /href="(\/why\?who=&amp;[^"]+)"/.exec(section)?.[1] ?? '';
    expect(await pageFor('staff', '*', [], why.replaceAll('&amp;', '&'))).toContain('verdict');
  });

  test('viewers see none of it, and no uid reaches a page whole without the right', async () => {
    expect(await pageFor('viewer')).not.toMatch(/refusals|04FF|Derniers refus/);
    expect(await pageFor('staff')).not.toMatch(/04FFEE11223344|04 ?FF ?EE/);
  });

  test('nothing of another place, nor of none', async () => {
    await web.deps.registry.places.create({ id: 'annex', name: 'Annexe', timeZone: 'Asia/Tokyo' });
    refuse({ placeId: 'annex', cardUid: '04DDDDDDDDDD99', occurredAt: testNow - 60_000 });
    refuse({ placeId: null, cardUid: '04EEEEEEEEEE99', occurredAt: testNow - 60_000 });
    expect(refusalsIn(await pageFor('admin'))).toMatch(/04DD…DD99.*04EE…EE99|04EE.*04DD/s);
    expect(textOf(refusalsIn(await pageFor('admin')))).toContain('DD99 02:03, Rue');
    expect(refusalsIn(await pageFor('admin', ['filature']))).not.toMatch(/04DD|04EE/);
    const both = refusalsIn(await pageFor('admin', ['filature', 'annex']));
    expect(both).toMatch(/04DD/);
    expect(both).not.toMatch(/04EE/);
    const theirs = refusalsIn(await pageFor('staff', ['annex']));
    expect(theirs).toContain('04DD');
    expect(theirs).not.toMatch(/04FF|04EE|Loïc/);
  });

  test('what is a week old is over; an erased card has no name', async () => {
    web.deps.journal.all.length = 1;
    const [tap] = web.deps.journal.all;
    if (!tap) throw new Error('the seed has refusals');
    web.deps.journal.all[0] = { ...tap, occurredAt: testNow - 8 * 86_400_000 };
    expect(await pageFor('staff')).toContain('Aucune carte refusée depuis sept jours.');
    web.deps.journal.all[0] = { ...tap, cardUid: null };
    expect(textOf(await pageFor('staff'))).toContain('Carte effacée 17:54');
  });
});

describe('how full it is', () => {
  test('of how many there is room for; full and beyond are said', async () => {
    const { registry } = web.deps;
    expect(textOf(await pageFor('viewer'))).toContain('Capacité : environ 2 sur 40.');
    await registry.places.patch('filature', { capacity: 2 });
    expect(textOf(await pageFor('viewer'))).toContain('Complet : environ 2 sur 2.');
    await registry.places.patch('filature', { capacity: 1 });
    expect(textOf(await pageFor('viewer'))).toContain('Au-delà de la capacité : environ 2 sur 1.');
    await registry.places.patch('filature', { capacity: null });
    expect(textOf(await pageFor('viewer'))).not.toMatch(/Capacité|Complet/);
  });

  test('each place by name where several are in sight, and its own people alone', async () => {
    const { registry } = web.deps;
    await registry.places.create({
      id: 'annex',
      name: 'Annexe',
      timeZone: 'Europe/Paris',
      capacity: 9,
    });
    const text = textOf(await pageFor('viewer'));
    expect(text).toContain('La Filature. Capacité : environ 2 sur 40.');
    expect(text).toContain('Annexe. Capacité : 0 sur 9.');
    expect(textOf(await pageFor('viewer', ['annex']))).not.toMatch(/sur 40/);
  });

  test('nobody in is not said of a place whose working time is not theirs to see', async () => {
    await web.deps.registry.places.patch('filature', { purpose: 'worktime' });
    expect(textOf(await pageFor('viewer'))).not.toContain('sur 40');
    expect(textOf(await pageFor('viewer', '*', ['hours:read']))).toContain('2 sur 40');
  });

  test('by the API: a whole number above nothing, or none', async () => {
    const url = '/api/v1/places/filature';
    const patch = (capacity: unknown) => web.send('admin', 'PATCH', url, { capacity });
    expect((await patch(12)).json).toMatchObject({ capacity: 12 });
    for (const wrong of [0, -1, 1.5, 'many']) expect((await patch(wrong)).status).toBe(400);
    expect((await web.send('viewer', 'GET', url)).json).toMatchObject({ capacity: 12 });
    expect((await patch(null)).json).toMatchObject({ capacity: null });
    expect((await web.send('staff', 'PATCH', url, { capacity: 3 })).status).toBe(403);
  });
});
