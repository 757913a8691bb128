import { readFileSync } from 'node:fs';

export type Row = Readonly<Record<string, string>>;

/** One member of the fixture: what happened to them, and what follows from it, worked out by hand. */
export interface WorkedMember {
  readonly id: string;
  readonly home: string;
  readonly acts: readonly Row[];
  readonly passages: readonly Row[];
  readonly statement: readonly Row[];
}

const path = new URL('../../fixtures/worked-month/october-2026.md', import.meta.url);
const sections = readFileSync(path, 'utf8').split(/^#+ /m);

/** The tables below a heading, each row by the names of its columns. */
function tablesUnder(heading: string): readonly (readonly Row[])[] {
  const section = sections.find((one) => one.split('\n')[0] === heading);
  if (section === undefined) throw new Error(`the fixture has no section ${heading}`);
  return section
    .split('\n\n')
    .filter((part) => part.trimStart().startsWith('|'))
    .map((table) => {
      const [head = [], , ...rows] = table.trim().split('\n').map(cellsOf);
      return rows.map((cells) => Object.fromEntries(head.map((name, i) => [name, cells[i] ?? ''])));
    });
}

const cellsOf = (line: string): readonly string[] =>
  line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());

export function tableUnder(heading: string): readonly Row[] {
  const [table = []] = tablesUnder(heading);
  if (table.length === 0) throw new Error(`nothing in the table under ${heading}`);
  return table;
}

export const workedMembers: readonly WorkedMember[] = sections.flatMap((section) => {
  const heading = section.split('\n')[0] ?? '';
  const [, id, home] = /^(\w+), of (\w+)$/.exec(heading) ?? [];
  if (id === undefined || home === undefined) return [];
  const [acts = [], passages = [], statement = []] = tablesUnder(heading);
  return [{ id, home, acts, passages, statement }];
});

/** `10-02 14:00:01` in Paris, as epoch ms. */
export const instantOf = (text: string): number =>
  Temporal.PlainDateTime.from(`2026-${text.replace(' ', 'T')}`).toZonedDateTime('Europe/Paris')
    .epochMilliseconds;

/** `-1.25` tokens are -125 units. */
export function unitsOf(text: string): number {
  const found = /^([+-]?)(\d+)\.(\d\d)$/.exec(text);
  if (!found) throw new Error(`${text} is no amount`);
  const [, sign, whole, hundredths] = found;
  return (sign === '-' ? -1 : 1) * (Number(whole) * 100 + Number(hundredths));
}

/** `54:17:31`; null where nothing stands there. */
export function secondsOf(text: string): number | null {
  if (text === '') return null;
  const [hours = 0, minutes = 0, seconds = 0] = text.split(':').map(Number);
  return (hours * 60 + minutes) * 60 + seconds;
}
