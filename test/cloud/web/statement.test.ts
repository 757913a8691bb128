import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { freeOfCharge } from '../../../shared/domain/rate.ts';
import { printed } from '../pdf/printed.ts';
import { form, get, signIn } from './browse.ts';
import type { WebFixture } from './fixture.ts';
import { openVenue } from './venue.ts';

let venue: Awaited<ReturnType<typeof openVenue>>;
let web: WebFixture;
let staff: Awaited<ReturnType<typeof signIn>>;
/** Noé was in from 15:04 to 17:04: two tokens, then three as the rate went up; five were given before. */
beforeAll(async () => {
  venue = await openVenue();
  ({ web } = venue);
  staff = await signIn(web, 'staff', 'Élodie Martin');
  const { ledger, rates, registry } = web.deps;
  await registry.places.create({ id: 'loin', name: 'Loin', timeZone: 'Europe/Paris' });
  const [elodie] = await web.deps.accounts.list();
  const credit = { kind: 'credit', memberId: 'm1', units: 500 } as const;
  const words = 'carnet de 5; =1+1';
  await ledger.give({ ...credit, key: 'a', placeId: 'demo', words }, `staff:${elodie?.id}`);
  const rate = { placeId: 'demo', scope: 'area', of: 'demo', since: 0 } as const;
  const hourly = { ...freeOfCharge, unitsPerHour: 100, roundingStepMinutes: 15 } as const;
  await rates.set({ ...rate, terms: hourly }, 'staff:x');
  await rates.set({ ...rate, terms: { ...hourly, unitsPerHour: 150 } }, 'staff:x');
  const far = { ...credit, key: 'b', placeId: 'loin', units: 25, words: 'secret' };
  await ledger.give(far, 'token:t');
});
afterAll(() => venue.close());

const textOf = (body: string) => body.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');
const page = (path: string, headers = { cookie: staff.cookie }) => get(web.app, path, headers);
const english = () => ({ cookie: `${staff.cookie}; badgeuse-language=en` });

describe('a statement', () => {
  test('says as a page what moved, what it was for, who gave it, and what was left each time', async () => {
    const { body, statusCode } = await page('/members/m1/statement');
    const text = textOf(body);
    expect(statusCode).toBe(200);
    expect(text).toMatch(/Solde au début du 1er mars 2026 0,00/);
    expect(text).toMatch(/Jetons crédités carnet de 5; =1\+1, par Élodie Martin \+5,00 5,00/);
    const time = 'le 12 mars jusqu’à 17:04, 2 h 00 à';
    expect(text).toContain(`Passage Demo, ${time} 1,00 l’heure −2,00 3,00`);
    expect(text).toContain(`Passage corrigé, jetons rendus Demo, ${time} 1,00 l’heure +2,00 5,00`);
    expect(text).toContain(`Passage Demo, ${time} 1,50 l’heure −3,00 2,00`);
    expect(text).toMatch(/Solde maintenant 2,25/);
    // To the punches behind it; not from what was undone.
    expect(body.match(/href="\/passages\//g)).toHaveLength(2);
    const before = textOf((await page('/members/m1/statement?month=2026-02')).body);
    expect(before).toMatch(/Solde à la fin du 28 février 2026 0,00/);
    expect(before).toContain('Aucun mouvement');
  });

  test('is the same for a spreadsheet, a program and the API, to the unit', async () => {
    const csv = await page('/members/m1/statement.csv?month=2026-03');
    expect(csv.headers['content-type']).toBe('text/csv; charset=utf-8');
    const lines = csv.body.slice(1).split('\r\n');
    expect(lines.map((line) => line.split(';').slice(-2).join(' '))).toEqual([
      ...['Jetons Solde', ' 0,00', '5,00 5,00', '-2,00 3,00', '2,00 5,00', '-3,00 2,00'],
      ...['0,25 2,25', ' 2,25', ''],
    ]);
    expect(lines[2]).toContain(';"carnet de 5; =1+1";par Élodie Martin;');
    expect(lines[3]).toContain(';Demo;;2026-03-12 17:04:00;120;1,00;;;');
    const machine = await page('/members/m1/statement.csv?month=2026-03&for=machine');
    const { json } = await web.send('staff', 'GET', '/api/v1/members/m1/statement?month=2026-03');
    const said = json as {
      opening: number;
      closing: number;
      lines: { id: string; change: number; balance: number }[];
    };
    expect([said.opening, said.closing]).toEqual([0, 225]);
    expect(machine.body.split('\r\n').map((line) => line.split(',').slice(-2).join(' '))).toEqual([
      'change_units balance_units',
      ' 0',
      ...said.lines.map(({ change, balance }) => `${change} ${balance}`),
      ' 225',
      '',
    ]);
    const { items } = await web.deps.audit.list({ verb: 'exported' }, { limit: 9, cursor: null });
    expect(items).toMatchObject([
      { kind: 'ledgerEntry', memberId: 'm1' },
      { kind: 'ledgerEntry', memberId: 'm1' },
    ]);
  });

  test('is printed in both languages', async () => {
    const fr = printed((await page('/members/m1/statement.pdf')).rawPayload, 60);
    expect(fr.pages).toHaveLength(1);
    expect(fr.text).toMatch(/Relev. de jetons/);
    expect(fr.text).toMatch(/Noé Béranger, mars 2026/);
    expect(fr.text).toMatch(/12 mars 18:04 +Jetons crédités +\+5,00 +5,00/);
    expect(fr.text).toMatch(/Solde maintenant +2,25/);
    const en = printed((await page('/members/m1/statement.pdf', english())).rawPayload, 60);
    expect(en.text).toMatch(/Balance at the start of 1 March 2026 +0\.00/);
    expect(en.text).toMatch(/12 March 18:04 +Passage +-3\.00 +2\.00/);
  });

  test('of another place tells amounts and nothing else to who has no place there', async () => {
    const here = await signIn(web, 'staff', 'Ici', ['demo']);
    const text = textOf((await page('/members/m1/statement', { cookie: here.cookie })).body);
    expect(text).toContain('Dans un autre lieu, ou des heures que vous ne voyez pas +0,25 2,25');
    expect(text).not.toContain('secret');
  });

  test('of hours of work tells amounts alone to who may not see those', async () => {
    const { places } = web.deps.registry;
    await places.patch('demo', { purpose: 'worktime' });
    const text = textOf((await page('/members/m1/statement')).body);
    await places.patch('demo', { purpose: 'usage' });
    expect(text).toContain('que vous ne voyez pas −2,00 3,00');
    expect(text).not.toContain('17:04');
  });

  test('is their own by their link, without names of staff; and nobody else’s', async () => {
    const made = await form(
      web.app,
      '/members/m1/own-link',
      { csrf: staff.csrf, days: '30' },
      { cookie: staff.cookie },
    );
    const path = /\/me\/[\w-]+/.exec(made.body)?.[0] ?? '';
    expect((await get(web.app, path)).body).toContain(`href="${path}/statement"`);
    const own = await get(web.app, `${path}/statement`);
    expect(textOf(own.body)).toMatch(/Solde maintenant 2,25/);
    expect(own.body).not.toMatch(/Élodie Martin|\/passages\//);
    const csv = await get(web.app, `${path}/statement.csv`);
    expect([csv.statusCode, csv.body.includes('-3,00;2,00')]).toEqual([200, true]);
    const pdf = await get(web.app, `${path}/statement.pdf`);
    expect([pdf.statusCode, pdf.headers['content-type']]).toEqual([200, 'application/pdf']);
    for (const other of ['', '.csv', '.pdf'])
      expect((await get(web.app, `/me/nobody/statement${other}`)).statusCode).toBe(404);
  });

  test.each([
    ['/api/v1/members/m1/statement?month=2026-13', 400],
    ['/api/v1/members/nobody/statement', 404],
    ['/api/v1/members/m1/statement?placeId=nowhere', 200],
  ])('%s answers %d', async (url, status) => {
    expect((await web.send('staff', 'GET', url)).status).toBe(status);
  });

  test('goes by the local calendar: what is booked at midnight in Paris is in the month that begins', async () => {
    const { ledger } = web.deps;
    const of = { kind: 'credit', memberId: 'm2', placeId: 'demo', words: 'x' } as const;
    await ledger.give({ ...of, key: 'c', units: 100 }, 'staff:x');
    const months = async () =>
      Promise.all(
        ['2026-03', '2026-04'].map(
          async (month) =>
            (await web.send('staff', 'GET', `/api/v1/members/m2/statement?month=${month}`)).json,
        ),
      );
    expect(await months()).toMatchObject([
      { opening: 0, closing: 100 },
      { opening: 100, closing: 100, lines: [] },
    ]);
  });
});
