import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { failure } from '../../../shared/runtime/errors.ts';
import { type ImportHow, type ImportKind, importKinds } from '../../ports/imports.ts';
import { namingSystem } from '../connections/naming-systems.ts';
import type { WebDeps } from '../deps.ts';
import { noteWords } from '../imports/import-notes.ts';
import { languageOf } from '../language.ts';
import { writerOf } from '../place-scope.ts';
import { problemSchema, whoAsks } from './resource.ts';
import { Id, oneOf } from './schemas.ts';

/** A little more than the largest file, so that the reader of files says so in its own words. */
export const uploadLimitBytes = 6 * 1024 * 1024;

const Report = Type.Object({
  kind: oneOf(importKinds),
  isDone: Type.Boolean(),
  connection: Type.Optional(Type.Object({ id: Type.String(), name: Type.String() })),
  isTibillet: Type.Boolean({
    description: 'histories, balances and QR links stay with TiBillet; each card waits for a tap',
  }),
  encoding: Type.String(),
  columnsIgnored: Type.Array(Type.String()),
  counts: Type.Record(Type.String(), Type.Integer()),
  lines: Type.Array(
    Type.Object({
      line: Type.Integer(),
      verb: oneOf(['create', 'change', 'adopt', 'same', 'refuse'] as const),
      about: Type.String(),
      changes: Type.Array(
        Type.Object({ field: Type.String(), before: Type.String(), after: Type.String() }),
      ),
      notes: Type.Array(Type.Object({ code: Type.String(), value: Type.String() })),
      said: Type.Array(Type.String({ description: 'the notes in words' })),
    }),
  ),
});

/** Members or cards from a CSV file, sent as it is. */
export function importRoutes(app: FastifyInstance, deps: WebDeps): void {
  app.addContentTypeParser(
    ['text/csv', 'application/octet-stream'],
    { parseAs: 'buffer', bodyLimit: uploadLimitBytes },
    (_request, bytes, done) => done(null, bytes),
  );
  app.post(
    '/api/v1/imports/:kind',
    {
      bodyLimit: uploadLimitBytes,
      schema: {
        tags: ['imports'],
        summary:
          'Import members, cards, credits of tokens or names in another system; `dryRun` only says what would be done, line by line',
        consumes: ['text/csv', 'application/octet-stream'],
        params: Type.Object({ kind: oneOf(importKinds) }),
        querystring: Type.Object(
          {
            dryRun: Type.Optional(Type.Boolean({ default: false })),
            skipRefused: Type.Optional(
              Type.Boolean({
                default: false,
                description:
                  'of credits and knownAs: leave out lines that are refused, else one stops them all',
              }),
            ),
            homeWasWrong: Type.Optional(
              Type.Boolean({
                default: false,
                description:
                  'of members and cards: home places that the file changes were a mistake, also for passages before now',
              }),
            ),
            connectionId: Type.Optional(
              Type.String({ ...Id, description: 'of knownAs: which other system calls them so' }),
            ),
          },
          { additionalProperties: false },
        ),
        body: Type.Unknown({ description: 'the file: CSV, or a TiBillet card batch' }),
        response: { 200: Report, '4xx': problemSchema },
      },
    },
    async (request) => {
      const { kind } = request.params as { kind: ImportKind };
      const {
        dryRun,
        skipRefused = false,
        homeWasWrong = false,
        connectionId = '',
      } = request.query as ImportHow & { dryRun?: boolean };
      const file = request.body;
      if (!Buffer.isBuffer(file)) {
        throw failure('mediaTypeUnknown', { contentType: request.headers['content-type'] });
      }
      const principal = whoAsks(request.principal);
      if (kind === 'knownAs') await namingSystem(deps, principal, connectionId);
      const by = writerOf(principal);
      const report = dryRun
        ? await deps.imports.preview(kind, file, undefined, { connectionId })
        : await deps.imports.run(kind, file, by, undefined, {
            skipRefused,
            homeWasWrong,
            connectionId,
          });
      const language = languageOf(request);
      const lines = report.lines.map((line) => ({ ...line, said: noteWords(line, language) }));
      return { ...report, lines };
    },
  );
}
