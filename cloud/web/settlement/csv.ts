import { figure, machineCell, peopleFile } from '../../../shared/domain/csv.ts';
import { wholeSeconds } from '../../../shared/domain/report.ts';
import type { SettledCell } from '../../../shared/domain/settlement-rate.ts';
import type { Words } from '../language.ts';
import type { MonthSettled } from './read.ts';

/** Hundredths as a decimal number. */
const decimal = (hundredths: number, point: '.' | ','): string =>
  (hundredths / 100).toFixed(2).replace('.', point);

/** `row` tells what a line is: `use`, or `sealed`, of which nobody knows any more whose it was. */
export function machineSettlement({ month, cells, sealed }: MonthSettled): string {
  const head =
    'row,month,home,visited,passages,duration_seconds,half_days,days,unconfirmed,unconfirmed_seconds,rate_per,rate_amount,unit,owed';
  const use = (cell: SettledCell) => [
    ...['use', month, machineCell(cell.home ?? ''), machineCell(cell.visited)],
    ...[cell.passages, wholeSeconds(cell.ms), cell.halfDays, cell.days],
    ...[cell.unconfirmed, wholeSeconds(cell.unconfirmedMs)],
    ...(cell.rate ? [cell.rate.per, decimal(cell.rate.amount, '.'), cell.rate.unit] : ['', '', '']),
    cell.owed === null ? '' : decimal(cell.owed, '.'),
  ];
  const gone = sealed.map(({ visited, passages, ms }) => [
    ...['sealed', month, '', machineCell(visited), passages, wholeSeconds(ms)],
    ...Array.from({ length: 8 }, () => ''),
  ]);
  const lines = [...cells.map(use), ...gone].map((line) => line.join(','));
  return [head, ...lines, ''].join('\r\n');
}

/** The same for a spreadsheet: names, hours as they are added up, and the unit in words. */
export function peopleSettlement(
  { month, cells, sealed, names }: MonthSettled,
  words: Words,
): string {
  const hours = (ms: number) => figure((wholeSeconds(ms) / 3600).toFixed(2).replace('.', ','));
  const nameOf = (id: string | null) => (id === null ? words.settleNoHome : (names.get(id) ?? id));
  const head = [
    ...[words.by_month, words.settleHome, words.settleVisited, words.columnPassages],
    ...[words.columnHours, words.settleHalfDays, words.settleDays, words.settleUnconfirmed],
    ...[words.settleRatePer, words.settleRateAmount, words.settleUnit, words.settleOwed],
  ];
  const use = ({ rate, owed, ...cell }: SettledCell) => [
    ...[month, nameOf(cell.home), nameOf(cell.visited), cell.passages],
    ...[hours(cell.ms), cell.halfDays, cell.days, cell.unconfirmed],
    ...(rate ? [words[`settlePer_${rate.per}`], figure(decimal(rate.amount, ','))] : ['', '']),
    ...(rate ? [rate.unit === 'TIM' ? words.settleTokens : rate.unit] : ['']),
    owed === null ? '' : figure(decimal(owed, ',')),
  ];
  const gone = sealed.map(({ visited, passages, ms }) => [
    ...[month, words.settleSealed, nameOf(visited), passages, hours(ms)],
    ...Array.from({ length: 7 }, () => ''),
  ]);
  return peopleFile([head, ...cells.map(use), ...gone]);
}
