import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import type { Passage } from '../../../shared/domain/passage.ts';
import { durationMs } from '../../../shared/domain/passage-as-of.ts';
import { looked } from '../audit.ts';
import { subjectOf } from '../corrections/subject.ts';
import type { WebDeps } from '../deps.ts';
import { assertTheirCorrection } from '../journal-scope.ts';
import { nameOf } from '../principal.ts';
import {
  type CorrectionBody,
  changeOf,
  correctionBody,
  shownCorrection,
} from './correction-body.ts';
import { isoOf } from './instant.ts';
import { idParams, problemSchema, whoAsks } from './resource.ts';

const anything = Type.Object({}, { additionalProperties: true });

/** What the page of a passage shows, for programs: its taps, its history, and what a correction would do. */
export function passageCorrectionRoutes(app: FastifyInstance, deps: WebDeps): void {
  app.get(
    '/api/v1/passages/:id/corrections',
    {
      schema: {
        tags: ['corrections'],
        summary: 'A passage with its taps, its corrections and its version',
        params: idParams,
        response: { 200: anything, '4xx': problemSchema },
      },
    },
    async (request) => {
      const { id } = request.params as { id: string };
      const principal = whoAsks(request.principal);
      const { row, around } = await subjectOf(deps, principal, id, deps.clock.now());
      const { place: placeId, memberId } = row;
      await looked(deps, request, { kind: 'passage', id, placeId, memberId });
      return {
        passageId: id,
        version: around.version,
        taps: around.taps.map(({ at, ...tap }) => ({ ...tap, at: isoOf(at) })),
        corrections: around.history.map(({ correction, undoneAt, ...ended }) => ({
          ...shownCorrection(correction, principal),
          ...ended,
          undoneAt: undoneAt === null ? null : isoOf(undoneAt),
        })),
      };
    },
  );

  app.post(
    '/api/v1/corrections/preview',
    {
      schema: {
        tags: ['corrections'],
        summary: 'What a correction would do; nothing is written',
        body: correctionBody,
        response: { 200: anything, '4xx': problemSchema },
      },
    },
    async (request) => {
      const wanted = request.body as CorrectionBody;
      const principal = whoAsks(request.principal);
      await assertTheirCorrection(deps, principal, changeOf(wanted));
      const author = {
        madeBy: nameOf(principal),
        madeAt: deps.clock.now(),
        reason: wanted.reason,
      };
      const preview = await deps.corrections.preview(changeOf(wanted), author, wanted.replaces);
      const { before, after, moved, tokens } = preview;
      return { before: before.map(toldOf), after: after.map(toldOf), moved, tokens };
    },
  );
}

function toldOf(passage: Passage) {
  const { id, entry, exit, status, anomalies, corrected } = passage;
  const length = durationMs(passage);
  return {
    ...{ id, status, anomalies, corrected },
    entryAt: entry && isoOf(entry.at),
    entryBy: entry?.by ?? null,
    exitAt: exit && isoOf(exit.at),
    exitBy: exit?.by ?? null,
    durationSeconds: length === null ? null : Math.floor(length / 1000),
  };
}
