import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ComponentChildren } from 'preact';
import type { TSchema } from 'typebox';
import { BadgeuseError, failure } from '../../../shared/runtime/errors.ts';
import type { Registry, Repository } from '../../ports/registry.ts';
import { mayOpen } from '../access.ts';
import { whoAsks } from '../api/resource.ts';
import type { WebDeps } from '../deps.ts';
import type { Words } from '../language.ts';
import { nameOf } from '../principal.ts';
import { confirmPage } from './confirm.tsx';
import { Alert, type FieldErrors, Form, Said } from './form.tsx';
import { type FormValues, misfits, valuesOf } from './form-values.ts';
import { html } from './forms.ts';
import { Icon } from './icon.tsx';
import { contextOf, type PageContext, pageOf, type Section } from './shell.tsx';

interface Titles {
  readonly list: string;
  /** One sentence on what these are for. */
  readonly lead: string;
  /** On the button, and the title of the page behind it. */
  readonly add: string;
  /** When there are none: one sentence. */
  readonly none: string;
}

interface OfOne<T, D> {
  readonly context: PageContext;
  readonly record: T;
  readonly data: D;
}

/** What is particular to the pages of one kind of record. */
export interface RecordPages<T extends { readonly id: string }, D> {
  readonly path: `/${string}`;
  readonly section: Section;
  readonly repository: (registry: Registry) => Repository<T>;
  /** The API's own: what a form sends is judged by it. */
  readonly schema: Readonly<Record<string, TSchema>>;
  readonly titles: (words: Words) => Titles;
  readonly name: (record: T) => string;
  /** What the lines and the form need to know beside the record. */
  readonly load: (deps: WebDeps, context: PageContext) => Promise<D>;
  readonly list: (deps: WebDeps, context: PageContext) => Promise<readonly T[]>;
  /** Beside the name, in its line. */
  readonly line: (of: OfOne<T, D>) => ComponentChildren;
  /** What a new one starts from. */
  readonly fresh: (data: D, context: PageContext) => Partial<T>;
  readonly fields: (form: {
    readonly context: PageContext;
    readonly values: Partial<T>;
    readonly errors: FieldErrors;
    readonly data: D;
    readonly isNew: boolean;
  }) => ComponentChildren;
  readonly read: (form: FormValues, data: D, before: T | null) => Partial<T>;
  /** Says what a field expects; the name of the field otherwise says enough. */
  readonly expected?: (field: string, words: Words) => string | undefined;
  /** What ending one does, and what stays; left out: these do not end here. */
  readonly ending?: (of: OfOne<T, D>) => {
    readonly title: string;
    readonly text: string;
    readonly verb: string;
  };
  /** Beside the form of one that is there. */
  readonly beside?: (of: OfOne<T, D>) => ComponentChildren;
  /** Above the list. */
  readonly above?: (of: { context: PageContext; data: D }) => ComponentChildren;
  /** New ones come another way. */
  readonly noNew?: boolean;
}

/** List, new, change and end, for one kind of record; every write goes through its repository, as the API's do. */
export function recordPages<T extends { readonly id: string }, D>(
  app: FastifyInstance,
  deps: WebDeps,
  pages: RecordPages<T, D>,
): void {
  const { path, section } = pages;
  const repository = pages.repository(deps.registry);
  const hidden = { schema: { hide: true } };

  app.get(path, hidden, async (request, reply) => {
    const context = contextOf(request);
    const { words } = context;
    const titles = pages.titles(words);
    const data = await pages.load(deps, context);
    const records = (await pages.list(deps, context)).toSorted((a, b) =>
      pages.name(a).localeCompare(pages.name(b), context.language),
    );
    const principal = whoAsks(request.principal);
    const mayWrite = mayOpen(principal, `${path}/:id`);
    const page = pageOf({
      context,
      title: titles.list,
      section,
      children: (
        <>
          <BackToSettings context={context} section={section} />
          <div class="page-head">
            <div>
              <h1>{titles.list}</h1>
              <p class="lead">{titles.lead}</p>
            </div>
            {mayWrite && !pages.noNew && (
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
          <ul class="lines records">
            {records.map((record) => (
              <li data-row>
                <span class="line-name">
                  {mayWrite ? (
                    <a class="record-name" href={`${path}/${encodeURIComponent(record.id)}`}>
                      {pages.name(record)}
                    </a>
                  ) : (
                    <b>{pages.name(record)}</b>
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
  });

  const form = async (
    request: FastifyRequest,
    reply: FastifyReply,
    record: T | null,
    typed?: { readonly values: Partial<T>; readonly errors: FieldErrors; readonly alert?: string },
  ) => {
    const context = contextOf(request);
    const { words } = context;
    const titles = pages.titles(words);
    const data = await pages.load(deps, context);
    const values = { ...(record ?? pages.fresh(data, context)), ...typed?.values } as Partial<T>;
    const title = record ? pages.name(record) : titles.add;
    const at = record ? `${path}/${encodeURIComponent(record.id)}` : path;
    const ending = record && pages.ending?.({ context, record, data });
    const page = pageOf({
      context,
      title,
      section,
      children: (
        <>
          <p class="back">
            <a href={path}>
              <Icon name="arrow-left" />
              <span>{titles.list}</span>
            </a>
          </p>
          <div class="page-head">
            <h1>{title}</h1>
          </div>
          <SaidAfter request={request} words={words} />
          {typed?.alert && <Alert>{typed.alert}</Alert>}
          <div class={record && pages.beside ? 'two wide-left' : 'narrow'}>
            <Form
              context={context}
              action={at}
              submit={record ? words.save : titles.add}
              errors={typed?.errors ?? {}}
              class="stacked"
              back={path}
            >
              {pages.fields({
                context,
                values,
                errors: typed?.errors ?? {},
                data,
                isNew: record === null,
              })}
            </Form>
            {record && pages.beside?.({ context, record, data })}
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
    return html(reply, page, typed ? 400 : 200);
  };

  const save = async (request: FastifyRequest, reply: FastifyReply, record: T | null) => {
    const context = contextOf(request);
    const { words } = context;
    const data = await pages.load(deps, context);
    const values = pages.read(valuesOf(request), data, record);
    const wrong = misfits(pages.schema, values);
    if (wrong.length > 0) {
      const errors = Object.fromEntries(
        wrong.map((field) => [field, pages.expected?.(field, words) ?? words.valueDoesNotFit]),
      );
      return form(request, reply, record, { values, errors });
    }
    inSight(context, values);
    const by = nameOf(whoAsks(request.principal));
    try {
      const saved = record
        ? await repository.patch(record.id, values, by)
        : await repository.create(values, by);
      return reply.redirect(`${path}?said=${record ? 'saved' : 'added'}#${saved.id}`, 303);
    } catch (err) {
      if (!(err instanceof BadgeuseError) || err.status >= 500) throw err;
      return form(request, reply, record, {
        values,
        errors: {},
        alert: refusedText(err.code, words),
      });
    }
  };

  const asked = async (request: FastifyRequest): Promise<T> => {
    const record = await repository.get((request.params as { id: string }).id);
    inSight(contextOf(request), record);
    return record;
  };

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
    const { title, text, verb } = ending({
      context,
      record,
      data: await pages.load(deps, context),
    });
    const at = `${path}/${encodeURIComponent(record.id)}`;
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
    const { words } = contextOf(request);
    const record = await asked(request);
    try {
      await repository.remove(record.id, nameOf(whoAsks(request.principal)));
      return reply.redirect(`${path}?said=ended`, 303);
    } catch (err) {
      if (!(err instanceof BadgeuseError) || err.status >= 500) throw err;
      const alert = refusedText(err.code, words);
      return form(request, reply, record, { values: {}, errors: {}, alert });
    }
  });
}

/** A record of a place this person does not see is not there. */
function inSight({ places }: PageContext, record: object): void {
  const placeId = (record as { placeId?: string | null }).placeId;
  if (placeId === undefined || placeId === null || placeId === '') return;
  if (!places.some(({ id }) => id === placeId)) {
    throw failure('notFound', { what: 'place', id: placeId });
  }
}

const refusedText = (code: string, words: Words): string => {
  switch (code) {
    case 'inUse':
      return words.refusedInUse;
    case 'placeMismatch':
      return words.refusedPlaceMismatch;
    case 'placeFixed':
      return words.refusedPlaceFixed;
    case 'placeNeeded':
      return words.refusedPlaceNeeded;
    case 'conflict':
      return words.refusedConflict;
    default:
      return words.refusedOther;
  }
};

export function SaidAfter({ request, words }: { request: FastifyRequest; words: Words }) {
  const { said } = request.query as { said?: string };
  if (said === 'saved') return <Said>{words.saidSaved}</Said>;
  if (said === 'added') return <Said>{words.saidAdded}</Said>;
  if (said === 'ended') return <Said>{words.saidEnded}</Said>;
  return null;
}

export const BackToSettings = ({ context, section }: { context: PageContext; section: Section }) =>
  section === 'settings' ? (
    <p class="back">
      <a href="/settings">
        <Icon name="arrow-left" />
        <span>{context.words.settings}</span>
      </a>
    </p>
  ) : null;

const all = { limit: 1000, cursor: null };

/** Everything of a kind at the place that is shown, or at all the places somebody may see. */
export async function atPlaces<T extends { readonly id: string; readonly placeId: string | null }>(
  repository: Repository<T>,
  { place, places }: PageContext,
): Promise<readonly T[]> {
  const { items } = await repository.list(all);
  const shown = new Set((place ? [place] : places).map(({ id }) => id));
  return items.filter(({ placeId }) => placeId === null || shown.has(placeId));
}

/** The place a form is about: the one that is shown, else the first. */
export const placeOf = ({ place, places }: PageContext): string => (place ?? places[0])?.id ?? '';
