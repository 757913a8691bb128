import type { FastifyReply, FastifyRequest } from 'fastify';
import type { WebDeps } from '../deps.ts';
import { languageOf, wordsOf } from '../language.ts';
import type { MemberStatement } from './statement.ts';
import { statementCsv, statementFile, statementMachineCsv } from './statement-csv.ts';
import { statementPaper } from './statement-paper.ts';

export type StatementFileKind = 'csv' | 'pdf';

/** A statement as a file, in the language of who asks. A month of one person: it is held whole. */
export async function sendStatement(
  deps: Pick<WebDeps, 'logos' | 'papers' | 'clock'>,
  request: FastifyRequest,
  reply: FastifyReply,
  statement: MemberStatement,
  kind: StatementFileKind,
): Promise<FastifyReply> {
  const language = languageOf(request);
  const words = wordsOf(language);
  const name = statementFile(statement, kind);
  reply.header('content-disposition', `attachment; filename="${name}"`);
  if (kind === 'csv') {
    const isForPrograms = (request.query as { for?: string }).for === 'machine';
    const csv = isForPrograms
      ? statementMachineCsv(statement)
      : statementCsv(statement, language, words);
    return reply.type('text/csv; charset=utf-8').send(csv);
  }
  const logo = statement.place && (await deps.logos.find(statement.place.id));
  const paper = statementPaper(statement, { language, words, logo, now: deps.clock.now() });
  return reply.type('application/pdf').send(Buffer.from(await deps.papers.statement(paper)));
}
