import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { seed } from '../../web/seed.ts';
import { get, signIn } from './browse.ts';
import { testNow, type WebFixture, webFixture } from './fixture.ts';

let web: WebFixture;
let cookie: string;
beforeEach(async () => {
  web = await webFixture();
  await seed(web.deps);
  ({ cookie } = await signIn(web, 'staff'));
});
afterEach(() => web.close());

const textOf = (body: string) => body.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');
const page = async (path: string) => {
  const answer = await get(web.app, path, { cookie });
  expect([path, answer.statusCode]).toEqual([path, 200]);
  return answer.body;
};
const march = 'from=2026-03-11&to=2026-03-12';

/** A group with two of the people in it. */
async function seedGroup() {
  const { registry } = web.deps;
  const { items } = await registry.members.list({ limit: 100, cursor: null });
  const ids = items
    .filter(({ name }) => /^(Élodie|Noé)/.test(name))
    .map(({ id }) => id)
    .sort();
  const group = await registry.groups.create({ id: 'two-of-them', name: 'Équipe', memberIds: ids });
  return group.id;
}

describe('the report', () => {
  test('the periods one asks for most are a link each, and the one shown is marked', async () => {
    const body = await page('/rapport/badgeuse/');
    const presets = [...body.matchAll(/href="([^"]+)"(?: aria-current="true")?>([^<]+)<\/a>/g)];
    const hrefOf = (word: string) =>
      presets.find(([, , text]) => text === word)?.[1]?.replaceAll('&amp;', '&');
    expect(hrefOf('Hier')).toContain('from=2026-03-11&to=2026-03-11');
    expect(hrefOf('Cette semaine')).toContain('from=2026-03-09&to=2026-03-12');
    expect(hrefOf('Le mois dernier')).toContain('from=2026-02-01&to=2026-02-28');
    expect(hrefOf('Cette année')).toContain('from=2026-01-01&to=2026-03-12');
    expect(body).toMatch(/aria-current="true">Ce mois</);
  });

  test('asks for a first card only where nothing was ever set up', async () => {
    const { passages } = web.deps;
    passages.rows.length = 0;
    const nothing = { completeUntil: null, silent: [], unread: [], pairingAnew: false };
    const one = { accessPoint: 'ap-0', name: 'Rue des Fileurs', since: testNow };
    const asks = async (complete: Partial<typeof passages.complete>) => {
      passages.complete = { ...nothing, ...complete };
      return (await page('/rapport/badgeuse/')).includes('Présentez une première carte.');
    };
    expect(await asks({})).toBe(true);
    expect(await asks({ unread: [one] })).toBe(false);
    expect(await asks({ silent: [one] })).toBe(false);
    expect(await asks({ pairingAnew: true })).toBe(false);
    expect(await asks({ completeUntil: testNow })).toBe(false);
  });

  test('who was in at two places at once has it said on both rows, where both places are shown', async () => {
    const { passages, registry } = web.deps;
    const stay = passages.rows.find(({ memberName }) => memberName?.startsWith('Jean-Baptiste'));
    if (!stay?.entry || !stay.exit) throw new Error('no stay');
    await registry.places.create({ id: 'annexe', name: 'L’Annexe', timeZone: stay.timeZone });
    const entry = { ...stay.entry, at: stay.exit.at - 60_000 };
    const exit = { ...stay.exit, at: stay.exit.at + 60_000 };
    passages.rows.push({ ...stay, id: 'there', place: 'annexe', area: 'annexe', entry, exit });
    const marks = async (query: string) => {
      const body = await page(`/rapport/badgeuse/?${query}`);
      return [...body.matchAll(/class="chip chip-elsewhere".*?<span>([^<]+)</gs)].map(
        ([, said]) => said,
      );
    };
    const home = (await registry.places.find(stay.place))?.name;
    const both = ['en même temps à L’Annexe', `en même temps à ${home}`].sort();
    expect((await marks(march)).sort()).toEqual(both);
    expect(await marks(`${march}&place=annexe`)).toEqual([]);
    entry.at = stay.exit.at;
    expect(await marks(march)).toEqual([]);
  });

  test('a group narrows the page, its totals and both files alike', async () => {
    const group = await seedGroup();
    const query = `${march}&group=${group}`;
    const body = await page(`/rapport/badgeuse/?${query}`);
    expect([...body.matchAll(/class="row row-(\w+)"/g)].length).toBe(3);
    expect(body).toContain('<details class="more-filters" open>');
    const csv = parse(await page(`/rapport/badgeuse.csv?${query}&for=machine`), { columns: true });
    expect(csv.length).toBe(3);
    const totals = await page(`/rapport/totals.csv?${query}&by=group&for=machine`);
    // The venue has groups of its own, which some of these belong to as well.
    expect(totals).toContain('\r\ntwo-of-them,Équipe,3,13140\r\n');
    expect(textOf(await page(`/rapport/totals?${query}&by=group`))).toContain('Équipe 3 3 h 39');
    const api = await web.send('viewer', 'GET', `/api/v1/passages?${query}`);
    expect((api.json as { items: unknown[] }).items.length).toBe(3);
  });

  test('totals by each of them add up to the report; who has no card number gives none away', async () => {
    const shown = textOf(await page(`/rapport/badgeuse/?${march}`));
    expect(shown).toMatch(/11 passages 27 h 50 de présence/);
    for (const by of ['member', 'place', 'area', 'day', 'week', 'month']) {
      const text = textOf(await page(`/rapport/totals?${march}&by=${by}`));
      expect([by, /Total 11 27 h 50/.test(text)]).toEqual([by, true]);
      const csv = await page(`/rapport/totals.csv?${march}&by=${by}&for=people`);
      expect(csv.startsWith('\uFEFF')).toBe(true);
      const rows: string[][] = parse(csv.slice(1), { delimiter: ';' });
      const passages = rows.slice(1).reduce((sum, row) => sum + Number(row[1]), 0);
      expect([by, passages]).toEqual([by, 11]);
      expect(csv).not.toContain('04A1B2C3');
    }
    const days = textOf(await page(`/rapport/totals?${march}&by=day`));
    // The night of Wednesday gives each day its own part.
    expect(days).toMatch(/mercredi 11 mars 4 13 h 53/);
    const api = await web.send('viewer', 'GET', `/api/v1/totals?${march}&by=month`);
    expect(api.json).toMatchObject({
      all: { passages: 11 },
      items: [{ key: '2026-03', name: 'March 2026', passages: 11 }],
    });
  });

  test('what needs a hand is one press away; a silent reader says how much it holds', async () => {
    const body = await page('/rapport/badgeuse/?status=to_check');
    expect(body).toMatch(
      /needs-hand-button" href="\/passages\/passage-\d+\?back=[^"]+" data-correct/,
    );
    expect(textOf(body)).toContain(
      'Bloc sortie ne répond plus depuis 17:10. S’il est alimenté, il enregistre et enverra tout à son retour. 3 enregistrements en attente d’envoi.',
    );
    expect(textOf(body)).toContain(
      'La Filature, À vérifier . Passages du 1er au 12 mars. Imprimé le jeudi',
    );
    const viewer = await signIn(web, 'viewer', 'Vera');
    const seen = await get(web.app, '/rapport/badgeuse/?status=to_check', viewer);
    expect(seen.body).not.toContain('/passages/');
  });

  test('where no card is being read says so, and promises nothing of what passed', async () => {
    const { passages } = web.deps;
    const since = Date.parse('2026-03-12T15:40:00Z');
    const unread = [{ accessPoint: 'ap-0', name: 'Rue des Fileurs', since }];
    passages.complete = { ...passages.complete, completeUntil: since, silent: [], unread };
    const body = await page('/rapport/badgeuse/');
    expect(textOf(body)).toContain(
      'Complet jusqu’à 16:40. Le lecteur de Rue des Fileurs ne répond plus depuis 16:40 : les passages n’y sont pas vus. Que faire'.replace(
        ' ',
        ' ',
      ),
    );
    expect(body).toContain('class="complete silent"');
    const english = { cookie, 'accept-language': 'en' };
    const told = await get(web.app, '/rapport/badgeuse/', english);
    expect(textOf(told.body)).toContain(
      'The reader at Rue des Fileurs has not answered since 16:40: passages there are not seen.',
    );
    expect(textOf(told.body)).not.toContain('will send everything');
  });

  test('a long day folds, and unfolds in its place or on its page', async () => {
    const body = await page('/rapport/badgeuse/?from=2026-03-10&to=2026-03-12');
    expect(textOf(body)).toContain('Afficher les 26 autres passages de ce jour');
    expect(body).toMatch(/hx-select="#day-2026-03-10" hx-target="#day-2026-03-10"/);
    const day = await page('/rapport/badgeuse/?from=2026-03-10&to=2026-03-10');
    expect([...day.matchAll(/class="row row-/g)].length).toBe(34);
  });

  test('names are suggested to staff, never to a viewer', async () => {
    expect(await page('/rapport/members?member=elo')).toBe(
      '<option value="Élodie Kerguéhennec"></option>',
    );
    const viewer = await signIn(web, 'viewer', 'Vera');
    const refused = await get(web.app, '/rapport/members?member=elo', viewer);
    expect(refused.statusCode).toBe(403);
    const report = await get(web.app, '/rapport/badgeuse/', viewer);
    expect(report.body).not.toContain('/rapport/members');
  });

  test('hours by week where days would be too many', async () => {
    const body = await page('/rapport/badgeuse/?from=2026-01-01&to=2026-03-12');
    expect(textOf(body)).toContain('Heures de présence par semaine');
    expect(textOf(body)).toContain('semaine du 9 mars');
  });
});

describe('the dashboard', () => {
  /** Somebody from nine to seven on each of the last Thursdays. */
  const seedThursdays = (weeks: number) => {
    const [row] = web.deps.passages.rows;
    if (!row) throw new Error('the seed has passages');
    for (let week = 1; week <= weeks; week++) {
      const day = Temporal.PlainDate.from('2026-03-12').subtract({ weeks: week });
      const at = (hour: number) =>
        day.toZonedDateTime({ timeZone: 'Europe/Paris', plainTime: { hour } }).epochMilliseconds;
      const end = { punchId: null, accessPoint: 'ap-0', by: 'card' } as const;
      web.deps.passages.rows.push({
        ...row,
        ...{ id: `week-${week}`, status: 'closed' },
        ...{ entry: { ...end, at: at(9) }, exit: { ...end, at: at(19) } },
      });
    }
  };

  test('today over what the day usually is, in a sentence and as a table too', async () => {
    // The seed itself has passages on Thursday 5.
    seedThursdays(2);
    const few = await page('/');
    expect(few).not.toContain('class="band"');
    expect(textOf(few)).toContain('Trop peu de jours pour dire ce qui est habituel.');
  });

  test('with four such days there is a band', async () => {
    seedThursdays(4);
    const body = await page('/');
    expect(body).toContain('class="band"');
    expect(textOf(body)).toContain('Comme un jeudi habituel (1 à 2 à cette heure).');
    expect(textOf(body)).toMatch(/Heure aujourd’hui un jeudi habituel .* 12 h 2 1 à \d/);
  });

  test('readers tell their software and their clock; a link looks again without a script', async () => {
    const [state] = web.deps.journal.states;
    if (!state) throw new Error('the seed has devices');
    const hello = { software: '1.4.2', clock: 'unsynced', health: [] };
    web.deps.journal.states[0] = { ...state, hello } as unknown as typeof state;
    const body = await page('/');
    expect(textOf(body)).toContain(
      'heure incertaine, dernier signe de vie à 18:03, logiciel 1.4.2',
    );
    expect(body).toContain('data-live-from="/live"');
    expect(body).toMatch(/<a class="button" href="\/">Actualiser<\/a>/);
  });
});
