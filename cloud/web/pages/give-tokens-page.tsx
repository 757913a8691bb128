import type { FastifyInstance, FastifyRequest } from 'fastify';
import { mostGiven, unitsOf } from '../../../shared/domain/amount.ts';
import { amountText, tokensText } from '../../../shared/domain/item.ts';
import { type GivenKind, givenKinds, type LedgerLine } from '../../ports/ledger.ts';
import { whoAsks } from '../api/resource.ts';
import { looked } from '../audit.ts';
import type { WebDeps } from '../deps.ts';
import { dayOf, shortDay } from '../format.ts';
import { placeOf as placeOfLine } from '../ledger/statement.ts';
import { assertPlace } from '../place-scope.ts';
import { mayAt, nameOf } from '../principal.ts';
import { Back } from './back.tsx';
import { Choice, Field, Select } from './fields.tsx';
import { type FieldErrors, Form, Said } from './form.tsx';
import { formOf, html } from './forms.ts';
import { placeOf } from './record-parts.tsx';
import { contextOf, pageOf } from './shell.tsx';

const hidden = { schema: { hide: true } };
const linesShown = 10;
type Typed = Readonly<Record<'kind' | 'tokens' | 'words' | 'place' | 'key', string>>;

/** Staff give a member tokens, or give back what a place took; and take back what was given by mistake. */
export function giveTokensPage(app: FastifyInstance, deps: WebDeps): void {
  const idOf = (request: FastifyRequest) => (request.params as { id: string }).id;

  app.get('/members/:id/tokens', hidden, async (request, reply) =>
    html(reply, await page(request, fresh(request), {})),
  );

  app.post('/members/:id/tokens', hidden, async (request, reply) => {
    const typed = formOf(request, 'kind', 'tokens', 'words', 'place', 'key');
    const { words } = contextOf(request);
    const principal = whoAsks(request.principal);
    const units = unitsOf(typed.tokens);
    const errors = {
      ...((units === null || units === 0) && { tokens: words.errorTokens }),
      ...(units !== null && units > mostGiven && { tokens: words.errorTokensMany }),
      ...(typed.words === '' && { words: words.errorTokensWords }),
    };
    if (units === null || Object.keys(errors).length > 0)
      return html(reply, await page(request, typed, errors), 400);
    assertPlace(principal, typed.place);
    const kind: GivenKind = givenKinds.find((one) => one === typed.kind) ?? 'credit';
    const memberId = idOf(request);
    const by = nameOf(principal);
    const place = typed.place || placeOf(contextOf(request));
    const { line } = await deps.ledger.give(
      // The key of the form: sent twice, it gives once.
      {
        key: `${by} form ${typed.key || crypto.randomUUID()}`,
        kind,
        memberId,
        units,
        placeId: place || null,
        words: typed.words.slice(0, 300),
      },
      by,
    );
    const path = `/members/${encodeURIComponent(memberId)}/tokens`;
    return reply.redirect(`${path}?given=${line.id}`, 303);
  });

  app.post('/ledger-entries/:id/undo', hidden, async (request, reply) => {
    const { words } = contextOf(request);
    const principal = whoAsks(request.principal);
    const typed = formOf(request, 'words');
    const undone = { words: typed.words || words.undoneByHand, by: nameOf(principal) };
    const line = await deps.ledger.undo(idOf(request), { ...undone, places: principal.places });
    const memberId = line.from.replace(/^member:/, '');
    return reply.redirect(`/members/${encodeURIComponent(memberId)}/tokens?undone=yes`, 303);
  });

  const fresh = (request: FastifyRequest): Typed => ({
    ...{ kind: 'credit', tokens: '', words: '', key: crypto.randomUUID() },
    place: placeOf(contextOf(request)),
  });

  async function page(request: FastifyRequest, typed: Typed, errors: FieldErrors): Promise<string> {
    const context = contextOf(request);
    const { words, language, places } = context;
    const principal = whoAsks(request.principal);
    const member = await deps.registry.members.get(idOf(request));
    const { id, name } = member;
    const balance = await deps.ledger.balanceOf(id);
    const { items } = await deps.ledger.list({ memberId: id }, { limit: 100, cursor: null });
    await looked(deps, request, { kind: 'ledgerEntry', memberId: id });
    const undone = new Set(items.map(({ reversed }) => reversed));
    const mayUndo = (line: LedgerLine) =>
      givenKinds.includes(line.kind as GivenKind) &&
      !undone.has(line.id) &&
      mayAt(principal, placeOfLine(line) ?? '');
    const query = request.query as Record<string, string>;
    const given = items.find((line) => line.id === query['given'] && mayUndo(line));
    const timeZone = (context.place ?? places[0])?.timeZone ?? 'Europe/Paris';
    const today = dayOf(deps.clock.now(), timeZone);
    const path = `/members/${encodeURIComponent(id)}`;
    return pageOf({
      context,
      title: words.giveTokensTo(name),
      section: 'members',
      children: (
        <section class="narrow">
          <Back href={path} label={name} />
          <h1>{words.giveTokensTo(name)}</h1>
          <p class="lead">
            {balance === null
              ? words.balanceNever
              : words.memberBalance(tokensText(balance, language))}{' '}
            <a href={`${path}/statement`}>{words.statementTitle}</a>
          </p>
          {given && (
            <Said context={context} undo={{ action: `/ledger-entries/${given.id}/undo` }}>
              {words.saidGiven(amountText(given.units, language))}
            </Said>
          )}
          {query['undone'] === 'yes' && <Said>{words.saidUndone}</Said>}
          <Form
            context={context}
            action={`${path}/tokens`}
            submit={words.giveTokens}
            class="stacked"
            back={path}
            errors={errors}
          >
            <input type="hidden" name="key" value={typed.key} />
            <Choice
              name="kind"
              type="radio"
              label={words.giveTokensKind}
              chosen={[typed.kind]}
              options={givenKinds.map((kind) => ({
                value: kind,
                label: words[`give_${kind}`],
                hint: words[`giveMore_${kind}`],
              }))}
            />
            <Field
              name="tokens"
              label={words.giveTokensAmount}
              hint={words.giveTokensAmountHint}
              value={typed.tokens}
              error={errors['tokens']}
              maxlength={9}
            />
            <Field
              name="words"
              label={words.giveTokensWords}
              hint={words.giveTokensWordsHint}
              value={typed.words}
              error={errors['words']}
              maxlength={300}
            />
            {places.length > 1 && (
              <Select
                name="place"
                label={words.place}
                hint={words.giveTokensPlaceHint}
                value={typed.place}
                options={places.map((one) => ({ value: one.id, label: one.name }))}
              />
            )}
          </Form>
          {items.some(mayUndo) && (
            <section>
              <h2 class="again">{words.givenLately}</h2>
              <ul class="lines">
                {items
                  .filter(mayUndo)
                  .slice(0, linesShown)
                  .map((line) => (
                    <li>
                      <b class="line-name">
                        {words[`entry_${line.kind}`]}, {amountText(line.units, language)}
                        <small>
                          {shortDay(dayOf(line.at, timeZone), language, today)}, {line.words}
                        </small>
                      </b>
                      <Form
                        context={context}
                        action={`/ledger-entries/${line.id}/undo`}
                        submit={words.takeBack}
                        kind="plain"
                      />
                    </li>
                  ))}
              </ul>
            </section>
          )}
        </section>
      ),
    });
  }
}
