import { setTimeout as pause } from 'node:timers/promises';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { peopleFile } from '../../../shared/domain/csv.ts';
import { errorCodeOf } from '../../../shared/runtime/errors.ts';
import type { ImportFile } from '../../ports/import-files.ts';
import {
  type ImportHow,
  type ImportKind,
  importKinds,
  stopsAtRefused,
} from '../../ports/imports.ts';
import type { Writer } from '../../ports/registry.ts';
import { whoAsks } from '../api/resource.ts';
import { namingSystem, namingSystems } from '../connections/naming-systems.ts';
import type { WebDeps } from '../deps.ts';
import { ChooseFile } from '../imports/choose-file.tsx';
import { ChooseNames } from '../imports/choose-names.tsx';
import { noteWords } from '../imports/import-notes.ts';
import { ImportView, type Progress } from '../imports/import-view.tsx';
import { changeWords, fileProblem, verbWord } from '../imports/line-words.ts';
import { writerOf } from '../place-scope.ts';
import { nameOf } from '../principal.ts';
import { formOf, html } from './forms.ts';
import { contextOf, pageOf } from './shell.tsx';

const hidden = { schema: { hide: true } };
const uploads = { ...hidden, config: { rateLimit: { max: 30, timeWindow: 60_000 } } };
/** So long a page waits for an import before it shows how far it is. */
const patienceMs = 1_500;

/** Members, cards, tokens or names from a file: look first, line by line, then all at once. */
export function importPage(app: FastifyInstance, deps: WebDeps): void {
  const { imports, importFiles, clock } = deps;
  const running = new Map<string, Progress>();
  const idOf = (request: FastifyRequest) => (request.params as { id: string }).id;
  const byOf = (request: FastifyRequest) => nameOf(whoAsks(request.principal));

  app.get('/import', hidden, async (request, reply) => {
    const { kind, connection = '' } = request.query as { kind?: string; connection?: string };
    return html(reply, await choosePage(request, kindOf(kind), null, String(connection)));
  });

  app.post('/import', uploads, async (request, reply) => {
    const { kind: asked, file, connection } = (request.body ?? {}) as Record<string, unknown>;
    const kind = kindOf(asked);
    const connectionId = typeof connection === 'string' ? connection : '';
    const { words } = contextOf(request);
    if (!Buffer.isBuffer(file) || file.length === 0) {
      const said = words.importFileMissing;
      return html(reply, await choosePage(request, kind, said, connectionId), 400);
    }
    if (kind === 'knownAs') await namingSystem(deps, whoAsks(request.principal), connectionId);
    try {
      const report = await imports.preview(kind, file, undefined, { connectionId });
      const kept = { kind, name: 'file', content: file };
      const { id } = await importFiles.keep(kept, report, byOf(request), clock.now());
      return reply.redirect(`/import/${id}`, 303);
    } catch (err) {
      const said = fileProblem(errorCodeOf(err), kind, words);
      if (said === null) throw err;
      return html(reply, await choosePage(request, kind, said, connectionId), 400);
    }
  });

  app.get('/import/:id', hidden, async (request, reply) => {
    const context = contextOf(request);
    const { only, said } = request.query as { only?: string; said?: string };
    const file = await fileOf(request);
    return html(
      reply,
      pageOf({
        context,
        title: context.words.importTitle,
        section: 'members',
        children: (
          <ImportView
            context={context}
            file={file}
            progress={running.get(file.id) ?? null}
            onlyRefused={only === 'refused'}
            isChanged={said === 'changed'}
            isAsked={said === 'skip'}
          />
        ),
      }),
    );
  });

  app.post('/import/:id/run', hidden, async (request, reply) => {
    const file = await fileOf(request);
    const by = byOf(request);
    const back = `/import/${file.id}`;
    if (file.state !== 'looked' && file.state !== 'failed') return reply.redirect(back, 303);
    const content = await importFiles.content(file.id, by);
    const report = await imports.preview(file.kind, content, undefined, aboutOf(file));
    // Done is what was seen, and nothing else.
    if (JSON.stringify(report.counts) !== JSON.stringify(file.report?.counts)) {
      await importFiles.end(file.id, { state: 'looked', report });
      return reply.redirect(`${back}?said=changed`, 303);
    }
    const typed = formOf(request, 'skip', 'homeWasWrong');
    const skipRefused = typed.skip === 'on';
    const how = { skipRefused, homeWasWrong: typed.homeWasWrong === 'on' };
    if (stopsAtRefused(file.kind) && report.counts.refuse > 0 && !skipRefused)
      return reply.redirect(`${back}?said=skip`, 303);
    if (await importFiles.begin(file.id)) {
      const work = run(file, content, writerOf(whoAsks(request.principal)), how).catch(
        (err: unknown) => deps.log.error({ err }, 'an import failed'),
      );
      await Promise.race([work, pause(patienceMs, undefined, { ref: false })]);
    }
    return reply.redirect(back, 303);
  });

  app.get('/import/:id/lines.csv', hidden, async (request, reply) => {
    const { report, kind } = await fileOf(request);
    const { words, language } = contextOf(request);
    const header = [words.importLine, words.importVerb, words.importAbout, words.importWhy];
    const rows = (report?.lines ?? []).map((line) => [
      String(line.line),
      verbWord(line.verb, kind, words),
      line.about,
      [...changeWords(line, words, language), ...noteWords(line, language)].join(' '),
    ]);
    return reply
      .header('content-disposition', `attachment; filename="import-${kind}.csv"`)
      .type('text/csv; charset=utf-8')
      .send(peopleFile([header, ...rows]));
  });

  async function run(
    file: ImportFile,
    content: Buffer,
    by: Writer,
    said: ImportHow,
  ): Promise<void> {
    running.set(file.id, { done: 0, of: file.report?.lines.length ?? 0 });
    try {
      const tell = (done: number, of: number) => void running.set(file.id, { done, of });
      const how = { ...aboutOf(file), ...said };
      const report = await imports.run(file.kind, content, by, tell, how);
      await importFiles.end(file.id, { state: 'done', report });
    } catch (err) {
      await importFiles.end(file.id, { state: 'failed', problem: errorCodeOf(err) ?? 'internal' });
      throw err;
    } finally {
      running.delete(file.id);
    }
  }

  /** One that ran in a process that is no more has changed nothing. */
  async function fileOf(request: FastifyRequest): Promise<ImportFile> {
    const file = await importFiles.get(idOf(request), byOf(request));
    if (file.state !== 'running' || running.has(file.id)) return file;
    const now = await importFiles.get(file.id, byOf(request));
    return now.state === 'running' ? { ...now, state: 'failed' } : now;
  }

  async function choosePage(
    request: FastifyRequest,
    kind: ImportKind,
    error: string | null,
    chosen: string,
  ): Promise<string> {
    const context = contextOf(request);
    const systems = await namingSystems(deps, whoAsks(request.principal));
    return pageOf({
      context,
      title: context.words[`importTitle_${kind}`],
      section: 'members',
      children:
        kind === 'knownAs' ? (
          <ChooseNames {...{ context, systems, chosen, error }} />
        ) : (
          <ChooseFile {...{ context, kind, error, hasNames: systems.length > 0 }} />
        ),
    });
  }
}

/** Of names in another system: which one, as it was looked at. */
const aboutOf = ({ report }: ImportFile) =>
  report?.connection ? { connectionId: report.connection.id } : {};

const kindOf = (asked: unknown): ImportKind =>
  importKinds.find((one) => one === asked) ?? 'members';
