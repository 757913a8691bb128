import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { form, get, signIn } from './browse.ts';
import type { WebFixture } from './fixture.ts';
import { openVenue } from './venue.ts';

const minute = 60_000;
const hour = 60 * minute;

let venue: Awaited<ReturnType<typeof openVenue>>;
let web: WebFixture;
let ids: (typeof venue)['ids'];
beforeEach(async () => {
  venue = await openVenue();
  ({ web, ids } = venue);
});
afterEach(() => venue.close());

const textOf = (body: string) => body.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');
const versionIn = (body: string) => /name="version" value="([^"]*)"/.exec(body)?.[1] ?? '';
const passageNow = (id: string) => venue.passage(id);

describe('corrections', () => {
  test('a forgotten exit: asked for, shown before and after, added, told, undone', async () => {
    const { cookie, csrf } = await signIn(web, 'staff');
    const back = '/rapport/badgeuse/?from=2026-03-11&to=2026-03-11';
    const url = `/passages/${ids.forgotten}?${new URLSearchParams({ back })}`;
    const asked = await get(web.app, url, { cookie });
    expect(textOf(asked.body)).toContain(
      'Noé Béranger , entrée mercredi 11 mars à 09:12 par reader-door. Aucune sortie vue.',
    );
    expect(asked.body).not.toMatch(/ style=|<style|onclick|04A1B2C3/);
    const fields = {
      ...{ csrf, what: 'addExit', time: '11:45', day: '2026-03-11' },
      ...{ reason: 'said', version: versionIn(asked.body), back },
    };
    const post = (more: object) =>
      form(web.app, `/passages/${ids.forgotten}/corrections`, { ...fields, ...more }, { cookie });
    const shown = await post({ do: 'preview' });
    const text = textOf(shown.body);
    expect(text).toMatch(/Avant \? 09:12 – inconnue aucune durée Après 09:12 – 11:45 2 h 33/);
    expect(text).toContain('Ajouter la sortie 11:45');
    expect((await passageNow(ids.forgotten))?.exit).toBeNull();

    const saved = await post({ do: 'save', reasonMore: 'au téléphone' });
    expect([saved.statusCode, saved.headers.location]).toEqual([
      303,
      expect.stringMatching(/^\/rapport\/badgeuse\/\?from=2026-03-11&to=2026-03-11&said=/),
    ]);
    const told = await get(web.app, String(saved.headers.location), { cookie });
    expect(textOf(told.body)).toContain(
      'Noé Béranger, sortie ajoutée à 11:45. Motif : La personne l’a dit (au téléphone).',
    );
    expect(textOf(told.body)).toMatch(/09:12 11:45 2 h 33 Terminé corrigé/);
    const history = textOf((await get(web.app, url, { cookie })).body);
    expect(history).toContain('sortie ajoutée à 11:45 par Maëlle, jeudi 12 mars à 18:04');

    const undo = /action="(\/corrections\/[^"]+\/undo)"/.exec(told.body)?.[1] ?? '';
    const undone = await form(web.app, undo, { csrf, back }, { cookie });
    expect(undone.statusCode).toBe(303);
    expect((await passageNow(ids.forgotten))?.status).toBe('missing_exit');
    const again = await get(web.app, String(undone.headers.location), { cookie });
    expect(textOf(again.body)).toContain('Défait : Noé Béranger, sortie ajoutée à 11:45.');
    const all = textOf((await get(web.app, '/corrections', { cookie })).body);
    expect(all).toContain('Défait par Maëlle, jeudi 12 mars à 18:04.');
    const audit = await venue.database.db.selectFrom('audit').selectAll().execute();
    expect(audit.map(({ verb, kind }) => `${verb} ${kind}`)).toEqual(
      expect.arrayContaining(['created correction', 'undone correction', 'seen passage']),
    );
  });

  test('says of a tap what it was let in in spite of', async () => {
    const { cookie } = await signIn(web, 'staff');
    const page = await get(web.app, `/passages/${ids.forgotten}`, { cookie });
    expect(textOf(page.body)).toContain('Entrée acceptée, lieu complet');
    expect(textOf(page.body)).not.toContain('sans jetons');
  });

  test('two people correct the same passage: the second sees it as it is now', async () => {
    const { cookie, csrf } = await signIn(web, 'staff');
    const page = await get(web.app, `/passages/${ids.forgotten}`, { cookie });
    const fields = {
      ...{ csrf, what: 'addExit', day: '2026-03-11', reason: 'said', do: 'save' },
      ...{ version: versionIn(page.body) },
    };
    const save = (time: string, version = fields.version) => {
      const url = `/passages/${ids.forgotten}/corrections`;
      return form(web.app, url, { ...fields, time, version }, { cookie });
    };
    expect((await save('11:45')).statusCode).toBe(303);
    const second = await save('12:30');
    expect(second.statusCode).toBe(409);
    expect(second.body).toContain('Ce passage a changé pendant que vous regardiez.');
    expect((await passageNow(ids.forgotten))?.durationMs).toBe(153 * minute);
  });

  test('what is wrong is said in place: no time, before the entry, no reason, to come, nobody', async () => {
    const { cookie, csrf } = await signIn(web, 'staff');
    const wrong = async (id: string, fields: Record<string, string>) => {
      const url = `/passages/${id}/corrections`;
      const answer = await form(web.app, url, { csrf, do: 'save', ...fields }, { cookie });
      expect(answer.statusCode).toBe(400);
      return textOf(answer.body);
    };
    const said = { reason: 'said' };
    const exit = { what: 'addExit', ...said };
    expect(await wrong(ids.forgotten, { ...exit, time: '' })).toContain('Donnez une heure');
    expect(await wrong(ids.forgotten, { ...exit, time: '08:00' })).toContain(
      'La sortie vient après l’entrée de 09:12.',
    );
    expect(await wrong(ids.forgotten, { ...exit, time: '23:00', day: '2026-03-12' })).toContain(
      'Cette heure n’est pas encore passée.',
    );
    expect(await wrong(ids.forgotten, { what: 'voidPunch', reason: 'other' })).toContain(
      'Dites pourquoi.',
    );
    expect(
      await wrong(ids.forgotten, { what: 'assignCard', member: 'Personne', ...said }),
    ).toContain('Aucun membre ne porte exactement ce nom.');
    expect((await venue.journal.corrections.list({ limit: 5, cursor: null })).items).toEqual([]);
    const elsewhere = await form(
      web.app,
      `/passages/${ids.forgotten}/corrections`,
      {
        ...{ csrf, do: 'save', ...exit, time: '10:00', back: 'https://elsewhere.example/' },
        version: versionIn((await get(web.app, `/passages/${ids.forgotten}`, { cookie })).body),
      },
      { cookie },
    );
    expect(elsewhere.headers.location).toMatch(/^\/\?said=/);
  });

  test('past midnight, a tap set aside, a direction, a card given: each does what its page says', async () => {
    const { cookie, csrf } = await signIn(web, 'staff');
    const save = async (id: string, fields: Record<string, string>) => {
      const page = await get(web.app, `/passages/${id}?what=${fields['what']}`, { cookie });
      const answer = await form(
        web.app,
        `/passages/${id}/corrections`,
        { csrf, do: 'save', reason: 'seen', version: versionIn(page.body), ...fields },
        { cookie },
      );
      expect([fields['what'], answer.statusCode]).toEqual([fields['what'], 303]);
      const told = await get(web.app, String(answer.headers.location), { cookie });
      return textOf(told.body);
    };
    const night = { what: 'addExit', time: '01h35', day: '2026-03-12' };
    expect(await save(ids.forgotten, night)).toContain('sortie ajoutée à 01:35');
    expect((await passageNow(ids.forgotten))?.durationMs).toBe(16 * hour + 23 * minute);

    expect(await save(ids.today, { what: 'voidPunch', punchId: ids.exit })).toContain(
      'Noé Béranger, lecture de 17:04 écartée.',
    );
    expect((await passageNow(ids.today))?.status).toBe('open');
    expect(await save(ids.today, { what: 'setDirection', direction: 'presence' })).toContain(
      'lecture de 15:04 comptée comme présence',
    );
    expect((await passageNow(ids.today))?.status).toBe('presence');
    expect(
      await save(ids.today, { what: 'assignCard', member: 'elodie', from: '2026-03-12T15:04' }),
    ).toContain('Carte donnée à Élodie. Motif : Vu par l’équipe.');
    expect((await passageNow(ids.today))?.memberName).toBe('Élodie');
    expect((await passageNow(ids.forgotten))?.memberName).toBe('Noé Béranger');
  });

  test('another time for a tapped end: the tap is set aside with it, both come back together', async () => {
    const { cookie, csrf } = await signIn(web, 'staff');
    const path = `/passages/${ids.today}`;
    const change = async (what: string, time: string) => {
      const { body } = await get(web.app, path, { cookie });
      const fields = { csrf, what, time, reason: 'said', version: versionIn(body) };
      const url = `${path}/corrections`;
      const shown = await form(web.app, url, { ...fields, do: 'preview' }, { cookie });
      const saved = await form(web.app, url, { ...fields, do: 'save' }, { cookie });
      expect(saved.statusCode).toBe(303);
      const told = await get(web.app, String(saved.headers.location), { cookie });
      return { shown: textOf(shown.body), told: textOf(told.body), body: told.body };
    };
    const fresh = await get(web.app, path, { cookie });
    expect(textOf(fresh.body)).toContain('Quelle heure de sortie');
    const later = await change('changeExit', '17:30');
    expect(later.shown).toMatch(/Avant 15:04 – 17:04 2 h 00 Après 15:04 – 17:30 2 h 26/);
    expect(later.told).toContain('Noé Béranger, heure de sortie changée pour 17:30.');
    expect(await passageNow(ids.today)).toMatchObject({
      ...{ status: 'closed', durationMs: 146 * minute, corrected: true },
      exit: { by: 'staff', punchId: null },
    });
    // Earlier than the tap, in place of what staff gave before: the tap leaves nothing behind.
    const earlier = await change('changeExit', '16:04');
    expect((await passageNow(ids.today))?.durationMs).toBe(hour);
    const { items } = await venue.journal.corrections.list({ limit: 9, cursor: null });
    expect(
      items.map(({ kind, undone }) => `${kind} ${undone ? 'undone' : 'stands'}`).sort(),
    ).toEqual(['addExit stands', 'addExit undone', 'voidPunch stands']);
    const history = (await get(web.app, path, { cookie })).body;
    expect(history.match(/class="undo-form"/g)).toHaveLength(1);

    const undo = /action="(\/corrections\/[^"]+\/undo)"/.exec(earlier.body)?.[1] ?? '';
    await form(web.app, undo, { csrf }, { cookie });
    expect(await passageNow(ids.today)).toMatchObject({
      ...{ durationMs: 2 * hour, corrected: false },
      exit: { by: 'card', punchId: ids.exit },
    });

    await change('changeEntry', '14:34');
    expect(await passageNow(ids.exit)).toMatchObject({ durationMs: 150 * minute });
    expect(await passageNow(ids.today)).toBeNull();
    // What set the tap aside is undone with the time that stands in its place.
    const now = (await venue.journal.corrections.list({ limit: 9, cursor: null })).items;
    const aside = now.find(({ kind, undone }) => kind === 'voidPunch' && !undone);
    await web.send('staff', 'DELETE', `/api/v1/corrections/${aside?.id}`);
    expect(await passageNow(ids.today)).toMatchObject({ durationMs: 2 * hour, corrected: false });
    expect(await passageNow(ids.exit)).toBeNull();
  });

  test('programs give another end in one step too', async () => {
    const body = {
      ...{ kind: 'addExit', reason: 'said so', punchId: ids.today, replaces: true },
      at: '2026-03-12T17:30:00+01:00',
    };
    const preview = await web.send('staff', 'POST', '/api/v1/corrections/preview', body);
    expect(preview.json).toMatchObject({
      before: [{ status: 'closed', durationSeconds: 7200 }],
      after: [{ status: 'closed', durationSeconds: 8760, exitBy: 'staff' }],
    });
    const made = await web.send('staff', 'POST', '/api/v1/corrections', body);
    expect([made.status, made.json]).toMatchObject([201, { instead: ids.exit }]);
    expect((await passageNow(ids.today))?.durationMs).toBe(146 * minute);
  });

  test('a viewer sees no pencil and no passage; working time is for who holds hours:read', async () => {
    const viewer = await signIn(web, 'viewer', 'Vera');
    const report = await get(web.app, '/rapport/badgeuse/', { cookie: viewer.cookie });
    expect(report.body).toContain('Noé Béranger');
    expect(report.body).not.toContain('/passages/');
    const path = `/passages/${ids.forgotten}`;
    expect((await get(web.app, path, { cookie: viewer.cookie })).statusCode).toBe(403);
    await venue.database.db.updateTable('place').set({ purpose: 'worktime' }).execute();
    const staff = await signIn(web, 'staff', 'Stan');
    expect((await get(web.app, path, { cookie: staff.cookie })).statusCode).toBe(404);
    const admin = await signIn(web, 'admin', 'Ada');
    expect((await get(web.app, path, { cookie: admin.cookie })).statusCode).toBe(200);
  });

  test('programs do the same: version, preview, conflict', async () => {
    const around = await web.send('staff', 'GET', `/api/v1/passages/${ids.forgotten}/corrections`);
    const { version } = around.json as { version: string };
    expect(around.json).toMatchObject({
      passageId: ids.forgotten,
      taps: [{ id: ids.forgotten, role: 'entry', at: '2026-03-11T08:12:00.000Z' }],
      corrections: [],
    });
    const body = {
      ...{ kind: 'addExit', reason: 'said so', punchId: ids.forgotten },
      at: '2026-03-11T11:45:00+01:00',
      seen: { passageId: ids.forgotten, version },
    };
    const preview = await web.send('staff', 'POST', '/api/v1/corrections/preview', body);
    expect(preview.json).toMatchObject({
      before: [{ status: 'missing_exit', durationSeconds: null }],
      after: [{ status: 'closed', durationSeconds: 9180, exitBy: 'staff', corrected: true }],
    });
    expect((await web.send('staff', 'POST', '/api/v1/corrections', body)).status).toBe(201);
    const second = await web.send('staff', 'POST', '/api/v1/corrections', body);
    expect([second.status, second.json]).toMatchObject([409, { code: 'changedMeanwhile' }]);
    const viewer = await web.send('viewer', 'GET', `/api/v1/passages/${ids.forgotten}/corrections`);
    expect(viewer.status).toBe(403);
  });
});
