import type { FastifyInstance, FastifyRequest } from 'fastify';
import { looked } from '../audit.ts';
import type { WebDeps } from '../deps.ts';
import { sendPersonalData } from '../personal-data.ts';
import { Back } from './back.tsx';
import { html } from './forms.ts';
import { Icon } from './icon.tsx';
import { contextOf, pageOf } from './shell.tsx';

const hidden = { schema: { hide: true } };
const limited = { ...hidden, config: { rateLimit: { max: 30, timeWindow: 60_000 } } };

/** What is held of one person: a copy of it to hand out. */
export function personalDataPage(app: FastifyInstance, deps: WebDeps): void {
  const idOf = (request: FastifyRequest) => (request.params as { id: string }).id;

  app.get('/members/:id/data', hidden, async (request, reply) => {
    const context = contextOf(request);
    const { words } = context;
    const member = await deps.registry.members.get(idOf(request));
    await looked(deps, request, { kind: 'member', id: member.id, memberId: member.id });
    const path = `/members/${encodeURIComponent(member.id)}`;
    return html(
      reply,
      pageOf({
        context,
        title: words.personDataOf(member.name),
        section: 'members',
        children: (
          <section class="narrow">
            <Back href={path} label={member.name} />
            <h1>{words.personDataOf(member.name)}</h1>
            <p class="lead">{words.personDataLead}</p>
            <p>{words.personDataHolds}</p>
            <p class="small">{words.personDataToldOnce}</p>
            <div class="actions">
              <a class="button primary" href={`${path}/data.csv`}>
                <Icon name="download" />
                <span>{words.personDataCsv}</span>
              </a>
              <a class="button" href={`${path}/data.json`}>
                <Icon name="download" />
                <span>{words.personDataJson}</span>
              </a>
            </div>
            <h2>{words.eraseLink}</h2>
            <p>{words.eraseLead}</p>
            <a class="button" href={`${path}/erasure`}>
              {words.eraseLink}
            </a>
          </section>
        ),
      }),
    );
  });

  app.get('/members/:id/data.csv', limited, (request, reply) =>
    sendPersonalData(deps, request, reply, idOf(request), 'csv'),
  );
  app.get('/members/:id/data.json', limited, (request, reply) =>
    sendPersonalData(deps, request, reply, idOf(request), 'json'),
  );
}
