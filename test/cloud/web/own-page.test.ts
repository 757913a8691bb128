import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { form, get, signIn } from './browse.ts';
import { testNow, type WebFixture } from './fixture.ts';
import { openVenue } from './venue.ts';

const dayMs = 86_400_000;

let venue: Awaited<ReturnType<typeof openVenue>>;
let web: WebFixture;
let staff: Awaited<ReturnType<typeof signIn>>;
beforeEach(async () => {
  venue = await openVenue();
  ({ web } = venue);
  staff = await signIn(web, 'staff');
});
afterEach(() => venue.close());

const textOf = (body: string) => body.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');
const fieldIn = (body: string, name: string) =>
  new RegExp(`name="${name}" value="([^"]*)"`).exec(body)?.[1] ?? '';

/** As staff make it on the member's page; the path of the link. */
async function linkFor(member: string): Promise<string> {
  const made = await form(
    web.app,
    `/members/${member}/own-link`,
    { csrf: staff.csrf, days: '30' },
    { cookie: staff.cookie },
  );
  expect(made.statusCode).toBe(201);
  return /\/me\/[\w-]+/.exec(made.body)?.[0] ?? '';
}

const propose = (path: string, body: string, more: Record<string, string> = {}) =>
  form(web.app, `${path}/proposals`, {
    ...{ passage: fieldIn(body, 'passage'), what: 'addExit', version: fieldIn(body, 'version') },
    ...{ time: '11:45', day: '2026-03-11', words: 'oublié en partant', ...more },
  });

test('what an entry was let in in spite of is said on the report, the member’s page and their own', async () => {
  const { cookie } = staff;
  const said = 'Entrée acceptée, lieu complet';
  const day = await get(web.app, '/rapport/badgeuse/?from=2026-03-10&to=2026-03-12', { cookie });
  const member = await get(web.app, '/members/m1', { cookie });
  const own = await get(web.app, await linkFor('m1'));
  for (const { body } of [day, member, own]) expect(body.split(said)).toHaveLength(2);
});

describe('the member’s own page', () => {
  test('shows their own passages and nobody else’s; no name, uid or menu of others', async () => {
    venue.device.punch({ at: testNow - 600_000, memberRef: 'm2', uid: '04FFFFFF' });
    await venue.send(venue.device.entries().length);
    const path = await linkFor('m1');
    const { body, statusCode, headers } = await get(web.app, path);
    expect(statusCode).toBe(200);
    const text = textOf(body);
    expect(text).toContain('Bonjour Noé');
    expect(text).toMatch(/mercredi 11 mars 09:12 – inconnue reader-door \? Sortie oubliée/);
    expect(text).toMatch(/15:04 – 17:04 reader-door Terminé 2 h 00/);
    expect(body).not.toMatch(/Élodie|04A1B2C3|04FFFFFF|\/members|\/rapport|17:54/);
    expect(headers['referrer-policy']).toBe('no-referrer');
    expect(textOf((await get(web.app, await linkFor('m2'))).body)).toContain('17:54');
  });

  test('says what tokens are left, as the member’s page of staff does; nothing to who never had any', async () => {
    const pages = async () => {
      const own = await get(web.app, await linkFor('m1'));
      const member = await get(web.app, '/members/m1', { cookie: staff.cookie });
      return [textOf(own.body), textOf(member.body)];
    };
    for (const text of await pages()) expect(text).not.toContain('Solde');
    const credit = { kind: 'credit', memberId: 'm1', placeId: null, words: 'Carnet' } as const;
    await web.deps.ledger.give({ ...credit, key: 'a', units: 450 }, 'staff:x');
    for (const text of await pages()) expect(text).toContain('Solde : 4,5 jetons.');
  });

  test('a proposal is accepted as a correction of that staff, in the member’s words', async () => {
    const path = await linkFor('m1');
    const { body } = await get(web.app, path);
    const sent = await propose(path, body);
    expect([sent.statusCode, sent.headers.location]).toEqual([303, `${path}?said=proposed`]);
    expect(textOf((await get(web.app, path)).body)).toContain(
      'Vos propositions Ajouter la sortie 11:45 «\u00a0oublié en partant\u00a0» attend une réponse'.replaceAll(
        '\u00a0',
        ' ',
      ),
    );
    expect((await get(web.app, await linkFor('m2'))).body).not.toContain('oublié en partant');
    const { cookie, csrf } = staff;
    expect((await get(web.app, '/', { cookie })).body).toContain('1 proposition');
    const list = await get(web.app, '/proposals', { cookie });
    expect(textOf(list.body)).toContain('Noé Béranger Ajouter la sortie 11:45');
    const accept = /action="(\/proposals\/[^"]+\/accept)"/.exec(list.body)?.[1] ?? '';
    const done = await form(web.app, accept, { csrf }, { cookie });
    expect(done.headers.location).toBe('/proposals?said=accepted');
    const [made] = (await venue.journal.corrections.list({ limit: 1, cursor: null })).items;
    expect(made).toMatchObject({
      kind: 'addExit',
      reason: 'oublié en partant',
      madeBy: expect.stringMatching(/^staff:/),
    });
    expect((await venue.passage(venue.ids.forgotten))?.status).toBe('closed');
    expect((await form(web.app, accept, { csrf }, { cookie })).statusCode).toBe(409);
    expect(textOf((await get(web.app, path)).body)).toContain('acceptée');
    const verbs = await venue.database.db
      .selectFrom('audit')
      .select(['verb', 'kind', 'who'])
      .execute();
    expect(verbs).toEqual(
      expect.arrayContaining([
        { verb: 'created', kind: 'proposal', who: 'member:m1' },
        { verb: 'approved', kind: 'proposal', who: expect.stringMatching(/^staff:/) },
      ]),
    );
  });

  test('a refusal needs a reason, and the member reads it', async () => {
    const path = await linkFor('m1');
    await propose(path, (await get(web.app, path)).body);
    const { cookie, csrf } = staff;
    const [open] = (await venue.journal.proposals.list({}, { limit: 1, cursor: null })).items;
    const refuse = `/proposals/${open?.id}/refuse`;
    const bare = await form(web.app, refuse, { csrf }, { cookie });
    expect([bare.statusCode, textOf(bare.body)]).toEqual([
      400,
      expect.stringContaining('Dites pourquoi, le membre le lira.'),
    ]);
    const answer = 'Vue au bar à 14 h';
    expect((await form(web.app, refuse, { csrf, answer }, { cookie })).statusCode).toBe(303);
    const own = textOf((await get(web.app, path)).body);
    expect(own).toContain('Réponse : Vue au bar à 14 h refusée');
    expect((await venue.passage(venue.ids.forgotten))?.exit).toBeNull();
  });

  test('another’s passage, a wrong time, no words, a change in between: nothing is proposed', async () => {
    const path = await linkFor('m1');
    const { body } = await get(web.app, path);
    const other = await linkFor('m2');
    expect((await propose(other, body)).statusCode).toBe(404);
    expect((await propose(path, body, { passage: 'nobody' })).statusCode).toBe(404);
    const early = await propose(path, body, { time: '08:00' });
    expect([early.statusCode, textOf(early.body)]).toEqual([
      400,
      expect.stringContaining('La sortie vient après l’entrée de 09:12.'),
    ]);
    expect((await propose(path, body, { words: '' })).statusCode).toBe(400);
    expect((await propose(path, body, { what: 'voidPunch' })).statusCode).toBe(400);
    expect((await propose(path, body, { version: 'old' })).statusCode).toBe(409);
    const waiting = { limit: 10, cursor: null };
    expect((await venue.journal.proposals.list({ state: 'open' }, waiting)).items).toEqual([]);
    const elsewhere = await web.app.inject({
      method: 'POST',
      url: `${path}/proposals`,
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        'sec-fetch-site': 'cross-site',
      },
      payload: 'passage=x',
    });
    expect(elsewhere.statusCode).toBe(403);
  });

  test('who proposes without end is stopped: by the minute, and by what waits for an answer', async () => {
    const path = await linkFor('m1');
    const { body } = await get(web.app, path);
    const { proposals } = venue.journal;
    const wanted = {
      ...{ memberId: 'm1', passageId: venue.ids.forgotten, place: 'demo', words: 'again' },
      version: fieldIn(body, 'version'),
      change: { kind: 'addExit', punchId: venue.ids.forgotten, at: testNow - dayMs } as const,
    };
    for (let n = 0; n < 20; n++) await proposals.propose(wanted, testNow + n);
    const full = await propose(path, body);
    expect([full.statusCode, textOf(full.body)]).toEqual([
      409,
      expect.stringContaining('Beaucoup de vos propositions attendent déjà une réponse.'),
    ]);
    const page = { limit: 50, cursor: null };
    const [one] = (await proposals.list({ state: 'open' }, page)).items;
    await proposals.refuse(one?.id ?? '', { madeBy: 'staff:x', madeAt: testNow, reason: 'no' });
    expect((await propose(path, body)).statusCode).toBe(303);
    const answers = [];
    for (let n = 0; n < 9; n++) answers.push((await propose(path, body)).statusCode);
    expect(answers).toEqual([...Array(8).fill(409), 429]);
  });

  test('a link ends: by time, by staff; guessing is slow', async () => {
    const path = await linkFor('m1');
    const { cookie, csrf } = staff;
    const page = await get(web.app, '/members/m1/own-link', { cookie });
    expect(page.body).not.toContain(path);
    const revoke = /action="(\/own-links\/[^"]+\/revoke)"/.exec(page.body)?.[1] ?? '';
    expect((await form(web.app, revoke, { csrf }, { cookie })).statusCode).toBe(303);
    const ended = await get(web.app, path);
    expect([ended.statusCode, textOf(ended.body)]).toEqual([
      404,
      expect.stringContaining('Ce lien ne mène plus à rien'),
    ]);
    const second = await linkFor('m1');
    web.clock.now = testNow + 31 * dayMs;
    expect((await get(web.app, second)).statusCode).toBe(404);
    const guesses = [];
    for (let n = 0; n < 60; n++) guesses.push((await get(web.app, `/me/guess-${n}`)).statusCode);
    expect(guesses.at(-1)).toBe(429);
  });

  test('programs do the same; a viewer nothing of it', async () => {
    const made = await web.send('staff', 'POST', '/api/v1/members/m1/own-links', { days: 7 });
    const { url } = made.json as { url: string };
    const path = new URL(url).pathname;
    await propose(path, (await get(web.app, path)).body);
    const open = await web.send('staff', 'GET', '/api/v1/proposals?state=open');
    const [proposal] = (open.json as { items: { id: string }[] }).items;
    expect(proposal).toMatchObject({
      ...{ memberId: 'm1', placeId: 'demo', words: 'oublié en partant' },
      change: { kind: 'addExit', at: '2026-03-11T10:45:00.000Z' },
    });
    const one = `/api/v1/proposals/${proposal?.id}`;
    expect((await web.send('viewer', 'PATCH', one, { state: 'accepted' })).status).toBe(403);
    expect((await web.send('staff', 'PATCH', one, { state: 'refused' })).status).toBe(400);
    const accepted = await web.send('staff', 'PATCH', one, { state: 'accepted' });
    expect(accepted.json).toMatchObject({ state: 'accepted', correctionId: expect.any(String) });
    const viewer = await signIn(web, 'viewer', 'Vera');
    for (const page of ['/proposals', '/members/m1/own-link'])
      expect((await get(web.app, page, viewer)).statusCode).toBe(403);
    expect((await get(web.app, '/', viewer)).body).not.toContain('/proposals');
  });
});
