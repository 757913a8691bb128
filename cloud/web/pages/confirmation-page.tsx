import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type BadgeuseError, failure } from '../../../shared/runtime/errors.ts';
import { access } from '../access.ts';
import { type Confirmation, type Judged, proofFields, proofOf } from '../confirmation.ts';
import { Field } from './fields.tsx';
import { type FieldErrors, Form } from './form.tsx';
import { formOf, html, ownPath } from './forms.ts';
import { Icon } from './icon.tsx';
import { contextOf, type PageContext, pageOf } from './shell.tsx';

/** Of an address alone: a proof takes its time to check. */
const guessing = {
  config: { rateLimit: { max: 30, timeWindow: 60_000 } },
  schema: { hide: true },
};

interface Asked {
  readonly context: PageContext;
  readonly action: string;
  /** What goes on with the password: what was typed before, closed, or which file it is. */
  readonly fields: readonly (readonly [name: string, value: string])[];
  readonly isDownload: boolean;
  readonly needsCode: boolean;
  readonly judged: Judged | null;
  readonly back: string;
}

/**
 * The page in place of an act that asks for the password first. What a form held goes on with it, closed, to the same
 * address; a file is asked for by the pages below, for a password never stands in an address.
 */
export function askToConfirm(request: FastifyRequest, problem: BadgeuseError): string {
  const { needsCode, judged, form } = problem.details as Pick<Asked, 'needsCode' | 'judged'> & {
    readonly form: string;
  };
  const isDownload = request.method === 'GET';
  const back = pageBefore(request);
  return confirmationPage({
    context: contextOf(request),
    action: isDownload ? '/confirmation' : request.url,
    fields: isDownload ? nextFields(request.url, back) : [[proofFields.form, form]],
    isDownload,
    needsCode,
    judged,
    back,
  });
}

/** Confirms for a file, which then comes by itself. */
export function confirmationPages(app: FastifyInstance, confirmation: Confirmation): void {
  app.post('/confirmation', guessing, async (request, reply) => {
    const { principal } = request;
    if (principal?.kind !== 'staff') throw failure('notFound', { what: 'account', id: '' });
    const context = contextOf(request);
    const typed = formOf(request, 'back');
    // Whole: an address of a report with every filter is longer than what people type.
    const { next: wanted, ...body } = (request.body ?? {}) as Record<string, unknown>;
    const [next, back] = [ownPath(wanted), ownPath(typed.back)];
    const proof = proofOf(body[proofFields.password], body[proofFields.code]);
    const judged = await confirmation.judge(principal, proof);
    const isDownload = next.split('?')[0]?.endsWith('.csv') === true;
    if (judged.is === 'confirmed') {
      return isDownload
        ? html(reply, downloadPage(context, next, back))
        : reply.redirect(next, 303);
    }
    const needsCode = await confirmation.needsCode(principal.id);
    const fields = nextFields(next, back);
    const page = { context, action: '/confirmation', fields, isDownload, needsCode, judged, back };
    return html(reply, confirmationPage(page), 403);
  });
}

function confirmationPage({ context, judged, ...asked }: Asked): string {
  const { words } = context;
  const errors: FieldErrors = {
    [proofFields.password]:
      judged?.is === 'wrongPassword'
        ? words.confirmWrongPassword
        : judged?.is === 'tooMany'
          ? words.confirmTooMany(String(judged.seconds))
          : undefined,
    [proofFields.code]: judged?.is === 'wrongCode' ? words.errorCodeWrong : undefined,
  };
  const isFirst = judged === null;
  return pageOf({
    context,
    title: words.confirmTitle,
    children: (
      <section class="narrow">
        <h1>{words.confirmTitle}</h1>
        <p>{words.confirmMore}</p>
        <Form
          context={context}
          action={asked.action}
          submit={asked.isDownload ? words.confirmDownload : words.confirmGo}
          errors={errors}
          class="stacked"
          back={asked.back}
        >
          {!asked.isDownload && <p>{words.confirmKept}</p>}
          {asked.fields.map(([name, value]) => (
            <input type="hidden" name={name} value={value} />
          ))}
          <Field
            name={proofFields.password}
            type="password"
            label={words.password}
            autocomplete="current-password"
            autofocus={isFirst}
            error={errors[proofFields.password]}
          />
          {asked.needsCode && (
            <Field
              name={proofFields.code}
              label={words.codeOrRecovery}
              autocomplete="one-time-code"
              error={errors[proofFields.code]}
            />
          )}
        </Form>
      </section>
    ),
  });
}

function downloadPage(context: PageContext, file: string, back: string): string {
  const { words } = context;
  return pageOf({
    context,
    title: words.confirmedTitle,
    goesOnTo: file,
    children: (
      <section class="narrow">
        <h1>{words.confirmedTitle}</h1>
        <p role="status">{words.confirmedMore}</p>
        <div class="actions">
          <a class="button primary" href={back}>
            {words.confirmedBack}
          </a>
          <a class="button" href={file}>
            <Icon name="download" />
            <span>{words.confirmedAgain}</span>
          </a>
        </div>
      </section>
    ),
  });
}

const nextFields = (next: string, back: string): Asked['fields'] => [
  ['next', next],
  ['back', back],
];

/** Where one came from, as near as addresses tell: browsers say nothing of it here. */
export function pageBefore(request: FastifyRequest): string {
  const pattern = (request.routeOptions.url ?? '/').replace(/\.csv$/, '').split('/');
  const url = new URL(request.url, 'http://here.invalid');
  const path = url.pathname.replace(/\.csv$/, '').split('/');
  url.searchParams.delete('for');
  for (let upTo = pattern.length; upTo > 1; upTo--) {
    if (!(`GET ${pattern.slice(0, upTo).join('/')}` in access)) continue;
    return path.slice(0, upTo).join('/') + (upTo === pattern.length ? url.search : '');
  }
  return '/';
}
