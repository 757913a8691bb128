import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import type { AttendanceLine } from '../../../shared/domain/attendance.ts';
import { presentIn } from '../../../shared/domain/attendance.ts';
import { localClock } from '../../../shared/domain/local-clock.ts';
import { type SessionSheet, sheetOf } from '../attendance.ts';
import { looked } from '../audit.ts';
import type { WebDeps } from '../deps.ts';
import { sendSheet } from '../pages/sheet-page.tsx';
import { idParams, problemSchema, serveResource, whoAsks } from './resource.ts';
import { fields } from './schemas.ts';

const anything = Type.Object({}, { additionalProperties: true });

/** Trainings and workshops, and who was there. */
export function sessionRoutes(app: FastifyInstance, deps: WebDeps): void {
  serveResource(app, {
    path: 'sessions',
    repository: deps.registry.sessions,
    fields: fields.sessions,
    required: ['placeId', 'title', 'date', 'accessPoints'],
    fixed: ['placeId'],
    filters: ['placeId', 'date', 'groupId'],
  });

  app.get(
    '/api/v1/sessions/:id/attendance',
    {
      schema: {
        tags: ['sessions'],
        summary: 'Who was there, by half-day: everybody expected, and apart who was not',
        params: idParams,
        response: { 200: anything, '4xx': problemSchema },
      },
    },
    async (request) => {
      const { id } = request.params as { id: string };
      const found = await sheetOf(deps, whoAsks(request.principal), id);
      const { placeId } = found.session;
      await looked(deps, request, { kind: 'session', id, placeId });
      return sheetJson(found);
    },
  );
  sheetFiles(app, deps);
}

/** The same as a file, in the language asked for. */
function sheetFiles(app: FastifyInstance, deps: WebDeps): void {
  for (const kind of ['csv', 'pdf'] as const)
    app.get(
      `/api/v1/sessions/:id/attendance.${kind}`,
      {
        config: { rateLimit: { max: 60, timeWindow: 60_000 } },
        schema: {
          tags: ['sessions'],
          summary: kind === 'csv' ? 'The same as a spreadsheet opens it' : 'The same, to be signed',
          params: idParams,
          response: { 200: Type.String(), '4xx': problemSchema },
        },
      },
      async (request, reply) => {
        const { id } = request.params as { id: string };
        const found = await sheetOf(deps, whoAsks(request.principal), id);
        return sendSheet(deps, request, reply, found, kind);
      },
    );
}

function sheetJson({ session, place, sheet, isKept }: SessionSheet) {
  const { isoSeconds } = localClock(place.timeZone);
  const lineJson = ({ person, name, times }: AttendanceLine) => ({
    memberId: memberOf(person),
    name,
    times: times.map((at) => (at === null ? null : isoSeconds(at))),
  });
  return {
    session,
    halfDays: sheet.halfDays.map(({ name, from, until }, index) => ({
      name,
      from: isoSeconds(from),
      until: isoSeconds(until),
      present: presentIn(sheet, index),
    })),
    expected: sheet.expected.map(lineJson),
    unexpected: sheet.unexpected.map(lineJson),
    outside: sheet.outside.map(({ person, name, at }) => ({
      memberId: memberOf(person),
      name,
      at: isoSeconds(at),
    })),
    /** False: taps of that day may be kept no longer. */
    kept: isKept,
  };
}

/** Null: a card without a member, whose number is nobody's business here. */
const memberOf = (person: string): string | null =>
  person.startsWith('member:') ? person.slice('member:'.length) : null;
