import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type AttendanceLine, presentIn } from '../../../shared/domain/attendance.ts';
import { whoAsks } from '../api/resource.ts';
import { type SessionSheet, sheetOf } from '../attendance.ts';
import { audit, looked } from '../audit.ts';
import type { WebDeps } from '../deps.ts';
import { languageOf, type Words, wordsOf } from '../language.ts';
import {
  attendanceCsv,
  attendancePaper,
  halfDayWords,
  nameOr,
  outsideText,
  sheetLead,
  timesText,
} from '../presence/attendance-paper.ts';
import { Back } from './back.tsx';
import { html } from './forms.ts';
import { Icon } from './icon.tsx';
import { contextOf, pageOf } from './shell.tsx';

const hidden = { schema: { hide: true } };
const limited = { ...hidden, config: { rateLimit: { max: 60, timeWindow: 60_000 } } };

/** The attendance sheet of a session: as a page, for a spreadsheet, and to be signed. */
export function sheetPage(app: FastifyInstance, deps: WebDeps): void {
  const idOf = (request: FastifyRequest) => (request.params as { id: string }).id;
  const read = (request: FastifyRequest) =>
    sheetOf(deps, whoAsks(request.principal), idOf(request));

  app.get('/sessions/:id/sheet', hidden, async (request, reply) => {
    const context = contextOf(request);
    const { words, language } = context;
    const found = await read(request);
    const { session } = found;
    await looked(deps, request, { kind: 'session', id: session.id, placeId: session.placeId });
    const path = `/sessions/${encodeURIComponent(session.id)}`;
    return html(
      reply,
      pageOf({
        context,
        title: `${words.sheetTitle}, ${session.title}`,
        section: 'settings',
        children: (
          <>
            <Back href={path} label={session.title} />
            <div class="page-head">
              <div>
                <h1>{session.title}</h1>
                <p class="lead">{sheetLead({ found, language, words })}</p>
              </div>
              <div class="actions">
                <a class="button primary" href={`${path}/sheet.pdf`}>
                  <Icon name="download" />
                  <span>{words.sheetPdf}</span>
                </a>
                <a class="button" href={`${path}/sheet.csv`} data-key="c">
                  <Icon name="download" />
                  <span>{words.sheetCsv}</span>
                </a>
              </div>
            </div>
            <p>{words.sheetTapIsNoSignature}</p>
            <Sheet found={found} words={words} />
          </>
        ),
      }),
    );
  });

  for (const kind of ['csv', 'pdf'] as const)
    app.get(`/sessions/:id/sheet.${kind}`, limited, async (request, reply) =>
      sendSheet(deps, request, reply, await read(request), kind),
    );
}

/** Written down before it is sent. */
export async function sendSheet(
  deps: WebDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  found: SessionSheet,
  kind: 'csv' | 'pdf',
): Promise<FastifyReply> {
  const { session } = found;
  const language = languageOf(request);
  const given = { found, language, words: wordsOf(language) };
  await audit(deps, request, {
    ...{ verb: 'exported', kind: 'session', id: session.id, placeId: session.placeId },
  });
  reply.header('content-disposition', `attachment; filename="badgeuse-${session.date}.${kind}"`);
  if (kind === 'csv') return reply.type('text/csv; charset=utf-8').send(attendanceCsv(given));
  const logo = await deps.logos.find(session.placeId);
  const pdf = await deps.papers.attendance(attendancePaper(given, logo));
  return reply.type('application/pdf').send(Buffer.from(pdf));
}

function Sheet({ found, words }: { readonly found: SessionSheet; readonly words: Words }) {
  const { sheet } = found;
  const halfDays = halfDayWords(found, words);
  const outside = outsideText(found, words);
  const rows = (lines: readonly AttendanceLine[]) =>
    lines.map((line) => (
      <tr>
        <th scope="row">{nameOr(line.name, words)}</th>
        {timesText(found, line, words).map((text, i) => (
          <td class={line.times[i] === null ? 'absent' : undefined}>{text}</td>
        ))}
      </tr>
    ));
  const table = (title: string, lines: readonly AttendanceLine[]) => (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard.
    <section class="panel table-scroll" tabIndex={0} aria-label={title}>
      <table class="attendance">
        <caption class="hidden">{title}</caption>
        <thead>
          <tr>
            <th scope="col">{words.sheetName}</th>
            {halfDays.map((name) => (
              <th scope="col">{name}</th>
            ))}
          </tr>
        </thead>
        <tbody>{rows(lines)}</tbody>
      </table>
    </section>
  );
  return (
    <>
      {!found.isKept && <p class="alert">{words.sheetNotKept}</p>}
      {sheet.expected.length === 0 ? (
        <p>{words.sheetNoOne}</p>
      ) : (
        <>
          <p class="attendance-counts">
            {halfDays.map((name, i) => (
              <span>
                {name} <b>{words.sheetPresent(presentIn(sheet, i), sheet.expected.length)}</b>
              </span>
            ))}
          </p>
          {table(words.sheetTitle, sheet.expected)}
        </>
      )}
      {sheet.unexpected.length > 0 && (
        <section>
          <h2 class="again">{words.sheetUnexpected}</h2>
          {table(words.sheetUnexpected, sheet.unexpected)}
        </section>
      )}
      {outside !== '' && (
        <section>
          <h2 class="again">{words.sheetOutside}</h2>
          <p>{outside}</p>
        </section>
      )}
    </>
  );
}
