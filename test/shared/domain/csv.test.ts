import { describe, expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import fc from 'fast-check';
import {
  csvLine,
  figure,
  hoursText,
  machineCell,
  machineCsv,
  peopleCell,
  peopleCsv,
  peopleFile,
  withoutUids,
  withUids,
} from '../../../shared/domain/csv.ts';
import type { PassageRow } from '../../../shared/domain/report.ts';
import { instant } from './taps.ts';

const row = (over: Partial<PassageRow> = {}): PassageRow => ({
  id: 'p1',
  place: 'demo',
  area: 'demo',
  timeZone: 'Europe/Paris',
  memberId: 'm1',
  memberName: 'Zoé',
  cardUid: '04A1B2C3D4E5F6',
  cardNumber: null,
  entry: { at: instant('2026-03-02T09:00'), punchId: 'p1', accessPoint: 'front', by: 'card' },
  exit: { at: instant('2026-03-02T12:00:01.999'), punchId: 'p2', accessPoint: 'back', by: 'card' },
  entryAccessPointName: 'Entrée',
  exitAccessPointName: 'Cour',
  status: 'closed',
  anomalies: [],
  durationMs: 3 * 3_600_000 + 1_999,
  corrected: false,
  ...over,
});

const { entry } = row();

describe('the CSV for machines', () => {
  test('has exactly the columns of the interface, in its order', () => {
    expect(machineCsv(withUids()).header).toBe(
      'passage_id,place,area,member_id,member,card,entry_at,exit_at,duration_seconds,status,entry_access_point,exit_access_point,anomalies\r\n',
    );
  });

  test('a closed passage: times to the second with the offset of the place', () => {
    expect(csvLine(machineCsv(withUids()), row())).toBe(
      'p1,demo,demo,m1,Zoé,04A1B2C3D4E5F6,2026-03-02T09:00:00+01:00,2026-03-02T12:00:01+01:00,10801,closed,front,back,\r\n',
    );
  });

  test('what is missing is empty', () => {
    const bare = row({
      area: 'laser',
      memberId: null,
      memberName: null,
      entry: null,
      status: 'missing_entry',
      anomalies: ['missing_entry', 'untrusted_clock'],
      durationMs: null,
    });
    expect(csvLine(machineCsv(withUids()), bare)).toBe(
      'p1,demo,laser,,,04A1B2C3D4E5F6,,2026-03-02T12:00:01+01:00,,missing_entry,,back,missing_entry|untrusted_clock\r\n',
    );
    const open = row({ exit: null, durationMs: null, status: 'open' });
    expect(csvLine(machineCsv(withUids()), open)).toContain(
      ',2026-03-02T09:00:00+01:00,,,open,front,,',
    );
  });

  test('without the right to uids a card is its printed number, or an id of this export only', () => {
    const cardOf = withoutUids();
    expect(cardOf(row({ cardNumber: '0042' }))).toBe('0042');
    expect(cardOf(row())).toBe('card-1');
    expect(cardOf(row({ cardUid: '04D4E5F6' }))).toBe('card-2');
    expect(cardOf(row())).toBe('card-1');
  });

  test('a cell is quoted as csv-stringify quotes it, and any text comes back from csv-parse', () => {
    const text = fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom(...',;"\r\n=a é') }));
    fc.assert(
      fc.property(fc.array(text, { minLength: 2, maxLength: 5 }), (cells) => {
        const line = cells.map(machineCell).join(',');
        expect(parse(`${line}\r\n`, { record_delimiter: '\r\n' })).toEqual([cells]);
        // Told to, because it leaves a lone CR or LF bare, which RFC 4180 does not allow.
        const told = { record_delimiter: 'windows', quoted_match: /[\r\n]/ } as const;
        expect(`${line}\r\n`).toBe(stringify([cells], told));
      }),
      { numRuns: 2_000 },
    );
  });

  test('whatever the names, a line is one record of thirteen fields', () => {
    const texts = fc.record({
      place: fc.string(),
      memberName: fc.string({ unit: 'grapheme' }),
      cardUid: fc.string({ unit: fc.constantFrom('"', ',', '\n', '\r', 'x') }),
    });
    fc.assert(
      fc.property(texts, (over) => {
        const csv = machineCsv(withUids());
        const records = parse(csv.header + csvLine(csv, row(over)), {
          columns: true,
          record_delimiter: '\r\n',
        });
        expect(records).toEqual([
          {
            passage_id: 'p1',
            place: over.place,
            area: 'demo',
            member_id: 'm1',
            member: over.memberName,
            card: over.cardUid,
            entry_at: '2026-03-02T09:00:00+01:00',
            exit_at: '2026-03-02T12:00:01+01:00',
            duration_seconds: '10801',
            status: 'closed',
            entry_access_point: 'front',
            exit_access_point: 'back',
            anomalies: '',
          },
        ]);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('the CSV for people', () => {
  const names: Record<string, string> = { demo: 'L’Atelier', laser: 'Découpe laser' };
  const nameOf = (id: string) => names[id] ?? id;

  test('begins with a byte order mark and speaks French', () => {
    const csv = peopleCsv('fr', withUids(), nameOf);
    const { header } = csv;
    expect(header.charCodeAt(0)).toBe(0xfeff);
    expect(header.slice(1)).toBe(
      'Lieu;Espace;Membre;Carte;Entrée;Sortie;Durée;Statut;Lecteur d’entrée;Lecteur de sortie;Anomalies;Correction\r\n',
    );
    expect(csvLine(csv, row())).toBe(
      'L’Atelier;;Zoé;04A1B2C3D4E5F6;2026-03-02 09:00:00;2026-03-02 12:00:01;3:00:01;Terminé;Entrée;Cour;;\r\n',
    );
  });

  test('speaks English, and says what is missing, uncertain and corrected', () => {
    const csv = peopleCsv('en', withoutUids(), nameOf);
    const { header } = csv;
    expect(header.slice(1)).toBe(
      'Place;Area;Member;Card;Entry;Exit;Duration;Status;Entry reader;Exit reader;Anomalies;Correction\r\n',
    );
    const bare = row({
      area: 'laser',
      memberName: null,
      exit: null,
      durationMs: null,
      exitAccessPointName: null,
      status: 'missing_exit',
      anomalies: ['missing_exit', 'untrusted_clock'],
      corrected: true,
    });
    expect(csvLine(csv, bare)).toBe(
      'L’Atelier;Découpe laser;;card-1;2026-03-02 09:00:00;;;Missing exit;Entrée;;Missing exit, Uncertain time;corrected\r\n',
    );
    expect(
      csvLine(csv, row({ entry: null, entryAccessPointName: null, durationMs: null })),
    ).toContain(';card-1;;2026-03-02 12:00:01;;Closed;;Cour;');
  });

  test.each([...'=+-@\t\r\n＝＋－＠'])('a cell that begins with %j is no formula', (sign) => {
    const cell = peopleCell(`${sign}1+1`);
    expect(parse(`${cell};x\r\n`, { delimiter: ';', record_delimiter: '\r\n' })).toEqual([
      [`'${sign}1+1`, 'x'],
    ]);
  });

  test.each([' =1+1', '\uFEFF=1+1', '  \t@SUM(A1)', '\u00A0+1', '\u200B-1', '\n=1'])(
    'nor is %j, whose beginning a spreadsheet skips',
    (text) => {
      expect(peopleCell(text).replaceAll('"', '')).toBe(`'${text}`);
    },
  );

  test.each(['Zoé', ' 1 = 1', '1-1', 'a=b', "L'Atelier", ''])('%j stays as it is', (text) => {
    expect(peopleCell(text)).toBe(text);
  });

  test('any text comes back from csv-parse, the apostrophe apart, and no cell begins a formula', () => {
    const text = fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom(...'=+;"\r\n\tab＝') }));
    fc.assert(
      fc.property(fc.array(text, { minLength: 2, maxLength: 5 }), (cells) => {
        const line = cells.map(peopleCell).join(';');
        const [back = []] = parse(`${line}\r\n`, {
          delimiter: ';',
          record_delimiter: '\r\n',
        }) as string[][];
        expect(back.map((cell, nth) => (cell === cells[nth] ? cell : cell.slice(1)))).toEqual(
          cells,
        );
        for (const cell of back) expect(cell).not.toMatch(/^[=+\-@\t\r\n＝＋－＠]/);
      }),
      { numRuns: 2_000 },
    );
  });

  test('text is made safe, and a number below zero stays one', () => {
    expect(
      peopleFile([
        ['Nom', '-1,50', 'a;b'],
        [-2, figure('-1,50'), ''],
      ]),
    ).toBe('\uFEFFNom;\'-1,50;"a;b"\r\n-2;-1,50;\r\n');
  });

  test('a duration is whole hours, minutes and seconds, rounded down', () => {
    expect(hoursText(0)).toBe('0:00:00');
    expect(hoursText(59_999)).toBe('0:00:59');
    expect(hoursText(27 * 3_600_000 + 5 * 60_000 + 9_000)).toBe('27:05:09');
  });

  test('an exit that a rule set has a time and no reader', () => {
    const ruled = row({
      exit: { at: entry?.at ?? 0, punchId: null, accessPoint: null, by: 'rule' },
    });
    expect(csvLine(machineCsv(withUids()), ruled)).toContain(
      ',2026-03-02T09:00:00+01:00,10801,closed,front,,',
    );
  });
});
