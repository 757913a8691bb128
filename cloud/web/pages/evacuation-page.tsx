import type { FastifyInstance } from 'fastify';
import type { WebDeps } from '../deps.ts';
import { type Evacuation, evacuationReader } from '../evacuation.ts';
import { longDay, timeOf } from '../format.ts';
import { momentOf, nameOfRow } from '../report/view.ts';
import { Back } from './back.tsx';
import { html } from './forms.ts';
import { contextOf, type PageContext, pageOf } from './shell.tsx';

/** Who is inside now, to be carried to the meeting point. */
export function evacuationPage(app: FastifyInstance, deps: WebDeps): void {
  const read = evacuationReader(deps);
  app.get('/evacuation', { schema: { hide: true } }, async (request, reply) => {
    const context = contextOf(request);
    const list = await read(request, context.place);
    const page = pageOf({
      context,
      title: context.words.evacuation,
      section: 'today',
      children: <EvacuationList context={context} list={list} />,
    });
    return html(reply, page);
  });
}

function EvacuationList({ context, list }: { context: PageContext; list: Evacuation }) {
  const { words, language, place } = context;
  const { now, today, timeZone, inside, silent, unsent, knownUntil } = list;
  const at = (ms: number) => momentOf(ms, { timeZone, today, language });
  return (
    <section class="evacuation">
      <Back href="/" label={words.today} />
      <div class="page-head">
        <div>
          <h1>{words.evacuation}</h1>
          <p class="lead">
            {place && <b>{place.name}. </b>}
            {words.evacuationLead(inside.length, silent.length === 0 && unsent === 0)}
          </p>
        </div>
      </div>
      <p>
        {words.evacuationAsOf(`${longDay(today, language, '')} ${timeOf(now, timeZone)}`)}{' '}
        {knownUntil === null ? words.evacuationNever : words.evacuationKnown(at(knownUntil))}{' '}
        {unsent > 0 && words.evacuationUnsent(unsent)}
      </p>
      {silent.map(({ name, lastSeenAt }) => (
        <p class="alert">
          {lastSeenAt === null
            ? words.evacuationSilentEver(name)
            : words.evacuationSilent(name, at(lastSeenAt))}
        </p>
      ))}
      {inside.length > 0 && (
        <table class="roll">
          <thead>
            <tr>
              <th scope="col">{words.evacuationSeen}</th>
              <th scope="col">{words.evacuationWho}</th>
              <th scope="col">{words.evacuationWhere}</th>
              <th scope="col">{words.evacuationSince}</th>
            </tr>
          </thead>
          <tbody>
            {inside.map((row) => (
              <tr>
                <td>
                  <span class="box" />
                </td>
                <th scope="row">{nameOfRow(row, words)}</th>
                <td>{row.entryAccessPointName}</td>
                <td class="time-text">{row.entry && at(row.entry.at)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <p>{words.evacuationOnlyCards}</p>
      <p class="small">{words.evacuationPrint}</p>
    </section>
  );
}
