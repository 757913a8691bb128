import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { VNode } from 'preact';
import { BadgeuseError } from '../../../shared/runtime/errors.ts';
import type { RulesPreview } from '../../ports/rules-preview.ts';
import { mayOpen } from '../access.ts';
import { whoAsks } from '../api/resource.ts';
import type { WebDeps } from '../deps.ts';
import { mayChange, seenBy, writerOf } from '../place-scope.ts';
import type { Principal } from '../principal.ts';
import { whomToAsk } from '../whom-to-ask.ts';
import { Back } from './back.tsx';
import { confirmPage } from './confirm.tsx';
import { Alert, type FieldErrors, Form, givenFrom } from './form.tsx';
import { misfits, valuesOf } from './form-values.ts';
import { html } from './forms.ts';
import { Icon } from './icon.tsx';
import { BackToSettings, inSight, refusedText, SaidAfter } from './record-parts.tsx';
import type { RecordPages } from './record-spec.ts';
import { PreviewButton, RulesPreviewView } from './rules-preview-view.tsx';
import { contextOf, pageOf } from './shell.tsx';
import { stillUsed } from './still-used.tsx';

/** List, new, change and end, for one kind of record; every write goes through its repository, as the API's do. */
export function recordPages<T extends { readonly id: string }, D>(
  app: FastifyInstance,
  deps: WebDeps,
  pages: RecordPages<T, D>,
): void {
  const { path, section } = pages;
  const repository = pages.repository(deps.registry);
  const hidden = { schema: { hide: true } };

  const list = async (request: FastifyRequest, reply: FastifyReply) => {
    const context = contextOf(request);
    const { words } = context;
    const titles = pages.titles(words);
    const data = await pages.load(deps, context);
    const records = (await pages.list(deps, context)).toSorted((a, b) =>
      pages.name(a, data, context).localeCompare(pages.name(b, data, context), context.language),
    );
    const principal = whoAsks(request.principal);
    const mayWrite = mayOpen(principal, `${path}/:id`);
    const mayAdd = !pages.noNew && mayOpen(principal, `${path}/new`);
    const page = pageOf({
      context,
      title: titles.list,
      section,
      children: (
        <>
          {pages.from ? (
            <Back {...pages.from(words)} />
          ) : (
            <BackToSettings context={context} section={section} />
          )}
          <div class="page-head">
            <div>
              <h1>{titles.list}</h1>
              <p class="lead">{titles.lead}</p>
            </div>
            {mayAdd && (
              <div class="actions">
                <a class="button primary" href={`${path}/new`}>
                  <Icon name="plus" />
                  <span>{titles.add}</span>
                </a>
              </div>
            )}
          </div>
          <SaidAfter request={request} words={words} />
          {pages.above?.({ context, data })}
          {records.length === 0 && <p class="none">{titles.none}</p>}
          <ul class={pages.wideNames ? 'lines records sentences' : 'lines records'}>
            {records.map((record) => (
              <li data-row>
                <span class="line-name">
                  {mayWrite ? (
                    <a class="record-name" href={`${path}/${encodeURIComponent(record.id)}`}>
                      {pages.name(record, data, context)}
                    </a>
                  ) : (
                    <b>{pages.name(record, data, context)}</b>
                  )}
                </span>
                {pages.line({ context, record, data })}
              </li>
            ))}
          </ul>
        </>
      ),
    });
    return html(reply, page);
  };
  if (!pages.ownList) app.get(path, hidden, list);

  const form = async (
    request: FastifyRequest,
    reply: FastifyReply,
    record: T | null,
    typed?: {
      readonly values: Partial<T>;
      readonly errors: FieldErrors;
      readonly alert?: VNode;
      readonly preview?: RulesPreview;
    },
  ) => {
    const context = contextOf(request);
    const { words } = context;
    const titles = pages.titles(words);
    const data =
      record && pages.loadBeside
        ? await pages.loadBeside(record, request)
        : await pages.load(deps, context);
    const values = { ...(record ?? pages.fresh(data, context)), ...typed?.values } as Partial<T>;
    const errors = typed?.errors ?? {};
    const title = record ? pages.name(record, data, context) : titles.add;
    const at = record ? `${path}/${encodeURIComponent(record.id)}` : path;
    const canPreview = record !== null && pages.preview !== undefined;
    const may = record === null || (await isTheirs(whoAsks(request.principal), record));
    const ending = record && may && pages.ending?.({ context, record, data });
    const page = pageOf({
      context,
      title,
      section,
      children: (
        <>
          <Back href={path} label={titles.list} />
          <div class="page-head">
            <h1>{title}</h1>
          </div>
          <SaidAfter request={request} words={words} />
          {typed?.alert}
          <div class={record && pages.beside ? 'two wide-left' : 'narrow'}>
            <div id="record">
              {may ? (
                <Form
                  context={context}
                  action={at}
                  submit={record ? words.save : titles.add}
                  errors={errors}
                  class="stacked"
                  back={path}
                  also={canPreview && <PreviewButton context={context} at={at} />}
                >
                  {pages.fields({
                    context,
                    ...{ values, errors, given: givenFrom(values, errors), data },
                    isNew: record === null,
                  })}
                  {canPreview && <p class="small">{words.previewHint}</p>}
                </Form>
              ) : (
                <p class="not-theirs">
                  <Icon name="key-round" />
                  <span>{words.reachesElsewhere(await askedThen())}</span>
                </p>
              )}
              {canPreview && (
                <div id="preview-told" aria-live="polite">
                  {typed?.preview && <RulesPreviewView context={context} preview={typed.preview} />}
                </div>
              )}
            </div>
            {record && pages.beside?.({ context, record, data, mayChange: may })}
          </div>
          {ending && (
            <p class="ending">
              <a class="button" href={`${at}/end`} data-dialog>
                <Icon name="trash-2" />
                <span>{ending.verb}</span>
              </a>
            </p>
          )}
        </>
      ),
    });
    return html(reply, page, typed && !typed.preview ? 400 : 200);
  };

  const save = async (request: FastifyRequest, reply: FastifyReply, record: T | null) => {
    const context = contextOf(request);
    const { words } = context;
    const data = await pages.load(deps, context);
    const values = await pages.read(valuesOf(request), data, record);
    const wrong = misfits(pages.schema, values);
    if (wrong.length > 0) {
      const expected = (field: string) =>
        field === 'name' ? words.errorNameMissing : pages.expected?.(field, words);
      const errors = Object.fromEntries(
        wrong.map((field) => [field, expected(field) ?? words.valueDoesNotFit]),
      );
      return form(request, reply, record, { values, errors });
    }
    inSight(context, values);
    if (record && pages.preview && valuesOf(request).text('do') === 'preview') {
      const preview = await pages.preview(record, values)(deps, reply);
      return form(request, reply, record, { values, errors: {}, preview });
    }
    const by = writerOf(whoAsks(request.principal));
    try {
      const saved = record
        ? await repository.patch(record.id, values, by)
        : await repository.create(values, by);
      return reply.redirect(`${path}?said=${record ? 'saved' : 'added'}#${saved.id}`, 303);
    } catch (err) {
      if (!isSaidBesideTheForm(err)) throw err;
      return form(request, reply, record, {
        values,
        errors: {},
        alert: <Alert>{refusedText(err, context)}</Alert>,
      });
    }
  };

  const asked = async (request: FastifyRequest): Promise<T> => {
    const { id } = request.params as { id: string };
    const record = await seenBy(repository, whoAsks(request.principal)).get(id);
    inSight(contextOf(request), record);
    return record;
  };

  /** The writer's own rule, asked beforehand. */
  const isTheirs = async (principal: Principal, record: T) => {
    const reached = (await pages.reached?.())?.get(record.id) ?? [];
    return mayChange(principal, repository.kind, record, reached);
  };
  const askedThen = async () => (await whomToAsk(deps.accounts, { places: '*' })).join(', ');

  if (!pages.noNew) {
    app.get(`${path}/new`, hidden, (request, reply) => form(request, reply, null));
    app.post(path, hidden, (request, reply) => save(request, reply, null));
  }
  app.get(`${path}/:id`, hidden, async (request, reply) =>
    form(request, reply, await asked(request)),
  );
  app.post(`${path}/:id`, hidden, async (request, reply) =>
    save(request, reply, await asked(request)),
  );

  if (!pages.ending) return;
  const { ending } = pages;
  app.get(`${path}/:id/end`, hidden, async (request, reply) => {
    const context = contextOf(request);
    const record = await asked(request);
    const at = `${path}/${encodeURIComponent(record.id)}`;
    if (!(await isTheirs(whoAsks(request.principal), record))) return reply.redirect(at, 303);
    const { title, text, verb } = ending({
      context,
      record,
      data: await pages.load(deps, context),
    });
    return html(
      reply,
      confirmPage({
        context,
        section,
        title,
        children: <p>{text}</p>,
        action: `${at}/end`,
        verb,
        back: at,
      }),
    );
  });
  app.post(`${path}/:id/end`, hidden, async (request, reply) => {
    const context = contextOf(request);
    const record = await asked(request);
    try {
      await repository.remove(record.id, writerOf(whoAsks(request.principal)));
      return reply.redirect(`${path}?said=ended`, 303);
    } catch (err) {
      if (!isSaidBesideTheForm(err)) throw err;
      const principal = whoAsks(request.principal);
      const { id } = record;
      const alert =
        err.code === 'inUse' ? (
          await stillUsed(deps, context, principal, { kind: repository.kind, id })
        ) : (
          <Alert>{refusedText(err, context)}</Alert>
        );
      return form(request, reply, record, { values: {}, errors: {}, alert });
    }
  });
}

/** What may be mended in the form; who may not at all is told so on a page of its own, with whom to ask. */
const isSaidBesideTheForm = (err: unknown): err is BadgeuseError =>
  err instanceof BadgeuseError && err.status < 500 && err.status !== 403;
