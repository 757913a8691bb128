import { execFileSync } from 'node:child_process';
import { expect } from '@jest/globals';
import { withMinus } from '../../../shared/domain/amount.ts';
import { get } from './browse.ts';
import { type Row, unitsOf, workedMembers } from './worked-month.ts';
import type { openWorkedVenues } from './worked-venues.ts';

type Venues = Awaited<ReturnType<typeof openWorkedVenues>>;

/**
 * Of every member: as the API answers it, as the page shows it, as a program and a spreadsheet read it, and, where that
 * is asked, on paper.
 */
export async function expectStatements({ web, cookie }: Venues, onPaper: boolean): Promise<void> {
  for (const { id, statement } of workedMembers) {
    const path = `/members/${id}/statement`;
    const closing = statement.at(-1)?.['balance'] ?? '';
    const units = statement.map(unitsOfRow);
    const written = statement.map(({ booked = '', change = '', balance = '' }) => [
      ...[dayAndTime(booked), change, balance],
    ]);

    const { json } = await web.send('staff', 'GET', `/api/v1${path}?month=2026-10`);
    const said = json as Said;
    expect([id, said.opening, said.closing]).toEqual([id, 0, unitsOf(closing)]);
    expect(said.lines.map(({ kind, change, balance }) => [kind, change, balance])).toEqual(units);

    const ask = (url: string) => get(web.app, url, { cookie });
    const { body } = await ask(`${path}?month=2026-10`);
    const [, table = ''] = body.split('<tbody>');
    const rows = table.split('<tr>').slice(1).map(cellsOf);
    const seen = written.map((cells) => cells.map(withMinus));
    expect([id, rows.map(([when, , ...amounts]) => [when, ...amounts])]).toEqual([id, seen]);
    const ends = [...body.matchAll(/<b>([^<]+)<\/b><\/p>/g)].map(([, amount]) => amount);
    expect([id, ends]).toEqual([id, ['0.00', withMinus(closing)]]);

    const machine = (await ask(`${path}.csv?month=2026-10&for=machine`)).body;
    const read = machine
      .split('\r\n')
      .slice(2, -2)
      .map((line) => line.split(','));
    expect(read.map((cells) => [cells[2], ...cells.slice(-2).map(Number)])).toEqual(units);
    const csv = (await ask(`${path}.csv?month=2026-10`)).body;
    const spread = csv
      .split('\r\n')
      .slice(2, -2)
      .map((line) => line.split(';').slice(-2));
    expect(spread).toEqual(
      statement.map(({ change = '', balance }) => [change.replace('+', ''), balance]),
    );

    if (!onPaper) continue;
    const pdf = (await ask(`${path}.pdf?month=2026-10`)).rawPayload;
    const text = execFileSync('pdftotext', ['-layout', '-', '-'], { input: pdf }).toString();
    const lines = [
      ...text.matchAll(/^ *(\d+ October \d\d:\d\d) +.*? +([+-]\d+\.\d\d) +(-?\d+\.\d\d)$/gm),
    ].map(([, ...cells]) => cells);
    expect([id, lines]).toEqual([id, written]);
  }
}

interface Said {
  readonly opening: number;
  readonly closing: number;
  readonly lines: readonly { kind: string; change: number; balance: number }[];
}

const unitsOfRow = ({ kind, change = '', balance = '' }: Row) => [
  ...[kind, unitsOf(change), unitsOf(balance)],
];

/** The words in each cell of a row. */
export const cellsOf = (row: string): readonly string[] =>
  [...row.matchAll(/<(td|th)\b[^>]*>(.*?)<\/\1>/gs)].map(([, , cell = '']) =>
    cell
      .replace(/<[^>]+>/g, ' ')
      .replace(/\s+/g, ' ')
      .trim(),
  );

/** `10-02 14:00:01` is `2 October 14:00` where people read it. */
function dayAndTime(booked: string): string {
  const [date = '', time = ''] = booked.split(' ');
  return `${Number(date.slice(3))} October ${time.slice(0, 5)}`;
}
