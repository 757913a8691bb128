import { assert } from '../../shared/domain/assert.ts';
import { genesisHash } from '../../shared/wire/entry-hash.ts';
import { mostJournals } from './entry-key.ts';
import { askRows, insertRows, type Row, type Unit } from './rows.ts';

export interface JournalName {
  readonly device: string;
  readonly epoch: string;
}

const numberOf = {
  parameters: { device: 'text', epoch: 'text' },
  sql: 'SELECT journal FROM mark WHERE device = @device AND epoch = @epoch',
} as const;
const newMark = {
  table: 'mark',
  columns: { device: 'text', epoch: 'text', up_to: 'bigint', hash: 'text' },
} as const;

/** Those each transaction asked for. Not for longer: a number made in a transaction is undone with it. */
const asked = new WeakMap<object, Map<string, number>>();
const nameOf = ({ device, epoch }: JournalName): string => `${device}\n${epoch}`;

/** Says which number each of these journals has; one that is met first is given one. */
export async function journalNumbers(
  unit: Unit,
  journals: readonly JournalName[],
): Promise<(journal: JournalName) => number> {
  const numbers = asked.get(unit.tx) ?? new Map<string, number>();
  asked.set(unit.tx, numbers);
  const wanted = new Map<string, Row>();
  for (const journal of oncePerRun(journals)) {
    const name = nameOf(journal);
    if (!numbers.has(name)) wanted.set(name, [journal.device, journal.epoch]);
  }
  if (wanted.size > 0) {
    await insertUnknown(unit, [...wanted.values()]);
    const found = await askRows<{ journal: number }>(unit, numberOf, [...wanted.values()]);
    for (const [i, name] of [...wanted.keys()].entries()) {
      const journal = found[i]?.[0]?.journal;
      assert(journal !== undefined && journal < mostJournals, 'a journal has a number that fits');
      numbers.set(name, journal);
    }
  }
  return lookUp(numbers);
}

async function insertUnknown(unit: Unit, journals: readonly Row[]): Promise<void> {
  const found = await askRows(unit, numberOf, journals);
  await insertRows(
    unit,
    newMark,
    journals.flatMap((row, i): Row[] => (found[i]?.length === 0 ? [[...row, 0, genesisHash]] : [])),
  );
}

/** Entries come in runs of one journal: its name is looked up once a run. */
function* oncePerRun(journals: readonly JournalName[]): Iterable<JournalName> {
  let last: JournalName | null = null;
  for (const journal of journals) {
    if (last?.epoch !== journal.epoch || last.device !== journal.device) yield journal;
    last = journal;
  }
}

function lookUp(numbers: ReadonlyMap<string, number>) {
  let last: JournalName | null = null;
  let number = 0;
  return (journal: JournalName): number => {
    if (last?.epoch !== journal.epoch || last.device !== journal.device) {
      last = journal;
      number = numbers.get(nameOf(journal)) ?? Number.NaN;
    }
    return number;
  };
}
