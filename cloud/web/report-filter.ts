import { type Static, Type } from 'typebox';
import { folded } from '../../shared/domain/folded.ts';
import { passageAt } from '../../shared/domain/pair.ts';
import { passageStatuses } from '../../shared/domain/passage.ts';
import type { PassageRow, RowSetting } from '../../shared/domain/report.ts';
import { allShown, type ReportShown, rowsShown } from '../../shared/domain/report-shown.ts';
import type { ReportFilter } from '../ports/report.ts';
import { Id, LocalDate, oneOf } from './api/schemas.ts';
import type { WebDeps } from './deps.ts';
import { InvalidInput } from './validation.ts';

/** An empty field of a form means: not asked. */
const orEmpty = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Optional(Type.Union([schema, Type.Literal('')]));

/** No place has this id. */
export const noHome = '-';

export const reportFields = {
  from: orEmpty(LocalDate),
  to: orEmpty(LocalDate),
  place: orEmpty(Id),
  area: orEmpty(Id),
  member: Type.Optional(Type.String({ maxLength: 200 })),
  accessPoint: orEmpty(Id),
  group: orEmpty(Id),
  /** Where they are at home; `-`: nobody said. */
  home: orEmpty(Type.Union([Id, Type.Literal(noHome)])),
  /** What venues share, by the connection that reads it. */
  pool: orEmpty(Id),
  /** `to_check`: whatever needs a hand, as the page's own chip asks. */
  status: orEmpty(oneOf([...passageStatuses, 'to_check'] as const)),
};
const asked = Type.Object(reportFields);
export type ReportQuery = Static<typeof asked>;

export const filterOf = (query: ReportQuery): ReportFilter => {
  if (query.from && query.to && query.from > query.to) {
    throw new InvalidInput('querystring', [{ field: 'to', expected: 'must not be before from' }]);
  }
  return {
    from: query.from || null,
    to: query.to || null,
    place: query.place || null,
    area: query.area || null,
    member: query.member || null,
    accessPoint: query.accessPoint || null,
    status: query.status && query.status !== 'to_check' ? query.status : null,
    ...(query.pool ? { pool: query.pool } : { afar: true }),
  };
};

export interface AskedFor {
  /** What the store can answer by itself; any status, so that the chips know every count. */
  readonly filter: ReportFilter;
  matches(row: PassageRow): boolean;
  hasStatus(row: RowSetting): boolean;
  /** What these two say, as data. */
  readonly shown: Omit<ReportShown, 'hours'>;
  /** Of the member asked for by id; null: by what was typed, or by nobody. */
  readonly memberName: string | null;
}

/** `member` is a member's id, or what a person types: a part of a name, or a card's number. */
export async function askedFor(
  { registry, settlements }: Pick<WebDeps, 'registry' | 'settlements'>,
  query: ReportQuery,
): Promise<AskedFor> {
  const typed = query.member?.trim() ?? '';
  const member = typed === '' ? null : await registry.members.find(typed);
  const group = query.group ? await registry.groups.find(query.group) : null;
  const shown = {
    status: query.status || null,
    members: query.group ? new Set(group?.memberIds) : null,
    typed: member === null ? plainOf(typed) : '',
    home: query.home
      ? {
          place: query.home === noHome ? null : query.home,
          homes: await settlements.homes(),
        }
      : null,
  };
  const rows = rowsShown({ ...allShown, ...shown });
  return {
    memberName: member?.name ?? null,
    filter: { ...filterOf(query), member: member === null ? null : typed, status: null },
    matches(row) {
      const isShown = rows.holder(row);
      return typeof isShown === 'function' ? isShown(passageAt(row)) : isShown;
    },
    hasStatus: rows.setting,
    shown,
  };
}

export const plainOf = folded;

/** What was really asked, without empty fields and what belongs to others. */
export const onlyKnown = (query: ReportQuery): ReportQuery =>
  Object.fromEntries(
    Object.keys(reportFields)
      .map((name) => [name, query[name as keyof ReportQuery]])
      .filter(([, value]) => value),
  ) as ReportQuery;
