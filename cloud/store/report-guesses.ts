import type { Common } from './report-rows.ts';

/**
 * What passages have in common, as SQLite gives it: nearly all of a window are like one of a few kinds, which are
 * those of its place's last window. Such a row says which; the others say it in full.
 */
export interface Guesses {
  /** An expression of a passage: the number of the guess that it is like, else the JSON of its `Common`. */
  readonly sql: string;
  /** Of `sql`, for the next window of a place. */
  parameters(place: string): readonly Value[];
  /** The JSON of the `Common` of each row, from what `sql` gave for it with these parameters. */
  texts(place: string, given: readonly (number | string)[]): readonly string[];
}

type Value = string | number | null;

interface Guess {
  readonly text: string;
  readonly parameters: readonly Value[];
}

/** A few readers, in by one and out by another: a row that is like none costs as much again. */
const mostGuesses = 8;

/** First what tells rows apart soonest. */
const told = [
  'exit_access_point',
  'entry_access_point',
  'status',
  'anomalies',
  'area',
  'corrected',
];
const isTapped = 'CASE WHEN entry_punch IS NULL THEN 0 ELSE 1 END';
const ends = ['entry_by', 'exit_by', isTapped];

/**
 * @param withEnds whether it is wanted by whom an end is, and whether it was tapped. Else a `Common` says so of open
 * passages alone, which are then never guessed.
 */
export function commonGuesses({ withEnds }: { withEnds: boolean }): Guesses {
  const columns = withEnds ? [...told, ...ends] : told;
  const isLike = columns.map((column) => `${column} IS ?`).join(' AND ');
  const guesses = Array.from({ length: mostGuesses }, (_, i) => `WHEN ${isLike} THEN ${i}`);
  const likeNothing: Guess = { text: '', parameters: columns.map(() => '') };
  const likely = new Map<string, readonly Guess[]>();
  return {
    // With `|| ''` it is a text in an array, not an array: it is understood once for all rows that have it.
    sql: `CASE ${guesses.join(' ')} ELSE ${commonSql(withEnds)} || '' END`,
    parameters: (place) =>
      Array.from({ length: mostGuesses }, (_, i) => likely.get(place)?.[i] ?? likeNothing).flatMap(
        ({ parameters }) => parameters,
      ),
    texts(place, given) {
      const guessed = likely.get(place) ?? [];
      const met = guessed.map(() => 0);
      const others = new Map<string, number>();
      const texts = given.map((value) => {
        if (typeof value === 'string') {
          others.set(value, (others.get(value) ?? 0) + 1);
          return value;
        }
        met[value] = (met[value] ?? 0) + 1;
        return guessed[value]?.text ?? '';
      });
      const known = guessed.map((guess, i) => ({ guess, rows: met[i] ?? 0 }));
      const unlike = [...others].map(([text, rows]) => ({ guess: guessOf(text, withEnds), rows }));
      const next = [...known, ...unlike.filter(({ guess }) => withEnds || !isOpen(guess))]
        .sort((a, b) => b.rows - a.rows)
        .slice(0, mostGuesses);
      likely.set(
        place,
        next.map(({ guess }) => guess),
      );
      return texts;
    },
  };
}

function commonSql(withEnds: boolean): string {
  const ofEnd = (column: string, otherwise: string) =>
    withEnds ? column : `CASE status WHEN 'open' THEN ${column} ELSE ${otherwise} END`;
  return `json_array(place, area, status, anomalies, corrected,
    entry_access_point, ${ofEnd('entry_by', 'NULL')}, ${ofEnd(isTapped, '0')},
    exit_access_point, ${ofEnd('exit_by', 'NULL')})`;
}

function guessOf(text: string, withEnds: boolean): Guess {
  const [, area, status, anomalies, corrected, entryPoint, entryBy, tapped, exitPoint, exitBy] =
    JSON.parse(text) as Common;
  const alike = [exitPoint, entryPoint, status, anomalies, area, corrected];
  return { text, parameters: withEnds ? [...alike, entryBy, exitBy, tapped] : alike };
}

const isOpen = ({ parameters: [, , status] }: Guess): boolean => status === 'open';
