import { execFileSync } from 'node:child_process';
import { expect } from '@jest/globals';
import { get } from './browse.ts';
import { type Row, secondsOf, tableUnder, unitsOf } from './worked-month.ts';
import { cellsOf } from './worked-statements.ts';
import type { openWorkedVenues } from './worked-venues.ts';

type Venues = Awaited<ReturnType<typeof openWorkedVenues>>;

const october = 'month=2026-10';
const agreed = tableUnder('What venues agreed on');
const matrix = tableUnder('The settlement of October');
const nets = tableUnder('Between two venues');

/** What venues agreed on, said by the API; then the matrix by the API, as CSV for programs and people, and on paper. */
export async function expectSettlement(venues: Venues, onPaper: boolean): Promise<void> {
  const { web } = venues;
  for (const { home, visited, per, amount = '', unit } of agreed) {
    const terms = { per, unit, amount: unitsOf(amount) };
    const rate = { homePlaceId: home, visitedPlaceId: visited, since: '2026-10', terms };
    const { status } = await web.send('admin', 'POST', '/api/v1/settlement-rates', rate);
    expect([home, visited, status]).toEqual([home, visited, 201]);
  }
  const ask = (path: string) => web.send('staff', 'GET', `/api/v1/settlement${path}`);

  const said = (await ask(`?${october}`)).json as Said;
  expect(said.items).toMatchObject(matrix.map(answered));
  expect(said.items).toHaveLength(matrix.length);
  const netOf = ({ from, to, amount = '', unit }: Row) => ({
    ...{ from, to, unit, amount: unitsOf(amount) },
  });
  expect(said.pairs.flatMap((pair) => pair.nets)).toEqual(nets.map(netOf));

  const machine = (await ask(`.csv?${october}&for=machine`)).text.trimEnd().split('\r\n').slice(1);
  expect(machine.map((line) => line.split(','))).toEqual(
    matrix.map((row) => {
      const rate = rateOf(row);
      return [
        ...['use', '2026-10', row['home'], row['visited'], row['passages']],
        ...[String(secondsOf(row['time'] ?? '')), row['half-days'], row['days']],
        ...[row['unconfirmed'], String(secondsOf(row['of which'] ?? ''))],
        ...(rate ? [rate['per'], rate['amount'], rate['unit']] : ['', '', '']),
        row['owed'],
      ];
    }),
  );
  const people = (await ask(`.csv?${october}`)).text.trimEnd().split('\r\n').slice(1);
  const columns = ['home', 'visited', 'passages', 'hours', 'half-days', 'days', 'unconfirmed'];
  expect(people.map((line) => line.split(';').map(plain)).map(readByPeople)).toEqual(
    matrix.map((row) => [...columns.map((name) => row[name]), row['owed']]),
  );
  await expectPage(venues);
  if (onPaper) await expectPapers(web);
}

/** Homes down, venues across, a figure at a time; what nobody did is a dash, and so is what is not owed. */
async function expectPage({ web, cookie }: Venues): Promise<void> {
  const figures = {
    passages: ({ passages }: Row) => passages,
    days: (row: Row) => String(Number(row['days']) + Number(row['half-days']) / 2),
    owed: (row: Row) => (row['owed'] ? shown(row['owed'], rateOf(row)?.['unit']) : '–'),
  };
  const venues = [...new Set(matrix.map(({ visited }) => visited))];
  for (const [show, figure] of Object.entries(figures)) {
    const { body } = await get(web.app, `/rapport/settlement?${october}&show=${show}`, { cookie });
    const [, table = ''] = body.split('<tbody>');
    const rows = table.split('</tbody>')[0]?.split('<tr>').slice(1).map(cellsOf);
    const at = (home: string | undefined, visited: string | undefined) =>
      matrix.find((row) => row['home'] === home && row['visited'] === visited);
    const wanted = venues.map((home) => [
      home,
      ...venues.map((visited) => {
        const row = at(home, visited);
        return row ? figure(row) : '–';
      }),
    ]);
    expect([show, rows]).toEqual([show, wanted]);
  }
}

/** Of each pair: what each one's people did at the other, and who owes whom. */
async function expectPapers({ app, deps }: Venues['web']): Promise<void> {
  const token = await deps.identity.createToken('staff', null, deps.clock.now());
  const headers = { authorization: `Bearer ${token}`, 'accept-language': 'en' };
  for (const { from = '', to = '', amount = '', unit } of nets) {
    const url = `/api/v1/settlement.pdf?${october}&one=${from}&other=${to}`;
    const { rawPayload: input } = await app.inject({ url, headers });
    const text = execFileSync('pdftotext', ['-layout', '-', '-'], { input }).toString();
    const lines = text.split('\n').map((line) => line.trim().replace(/\s{2,}/g, ' | '));
    for (const row of matrix.filter(({ home, visited }) => isOf(home, visited, from, to))) {
      const begin = lines.indexOf(`People of ${row['home']} at ${row['visited']}`);
      const after = lines.slice(begin + 1);
      const block = after.slice(
        0,
        after.findIndex((line) => /^(People of|Net)/.test(line)),
      );
      expect([
        begin > 0,
        block.filter((line) => /^(Passages|Half-days|Days|\w+ owes)/.test(line)),
      ]).toEqual([
        true,
        [
          `Passages | ${row['passages']}`,
          `Half-days | ${row['half-days']}`,
          `Days | ${row['days']}`,
          `${row['home']} owes ${row['visited']} | ${shown(row['owed'] ?? '', rateOf(row)?.['unit'])}`,
        ],
      ]);
    }
    expect(lines).toContain(`Net: ${from} owes ${to} | ${shown(amount, unit)}`);
  }
}

const shown = (value: string, unit: string | undefined): string =>
  unit === 'EUR' ? `€${value}` : `${Number(value)} tokens`;

interface Said {
  readonly items: readonly object[];
  readonly pairs: readonly { readonly nets: readonly object[] }[];
}

const isOf = (home: string | undefined, visited: string | undefined, one: string, other: string) =>
  (home === one && visited === other) || (home === other && visited === one);

const rateOf = (row: Row): Row | undefined =>
  agreed.find(({ home, visited }) => home === row['home'] && visited === row['visited']);

const answered = (row: Row) => ({
  homePlaceId: row['home'],
  visitedPlaceId: row['visited'],
  passages: Number(row['passages']),
  durationSeconds: secondsOf(row['time'] ?? ''),
  halfDays: Number(row['half-days']),
  days: Number(row['days']),
  unconfirmed: Number(row['unconfirmed']),
  unconfirmedSeconds: secondsOf(row['of which'] ?? ''),
  owed: row['owed'] ? unitsOf(row['owed']) : null,
});

/** A comma is how people write it; names stand between quotes. */
const plain = (cell: string): string => cell.replaceAll('"', '').replace(',', '.');
const readByPeople = (cells: readonly string[]) => [...cells.slice(1, 8), cells.at(-1)];
