import { type Static, Type } from 'typebox';
import { passageStatuses } from '../../shared/domain/passage.ts';
import type { ReportFilter } from '../ports/report.ts';
import { Id, LocalDate, oneOf } from './api/schemas.ts';

/** An empty field of a form means: not asked. */
const orEmpty = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Optional(Type.Union([schema, Type.Literal('')]));

export const reportFields = {
  from: orEmpty(LocalDate),
  to: orEmpty(LocalDate),
  place: orEmpty(Id),
  area: orEmpty(Id),
  member: Type.Optional(Type.String({ maxLength: 200 })),
  accessPoint: orEmpty(Id),
  status: orEmpty(oneOf(passageStatuses)),
};
const asked = Type.Object(reportFields);
export type ReportQuery = Static<typeof asked>;

export const filterOf = (query: ReportQuery): ReportFilter => ({
  from: query.from || null,
  to: query.to || null,
  place: query.place || null,
  area: query.area || null,
  member: query.member || null,
  accessPoint: query.accessPoint || null,
  status: query.status || null,
});
