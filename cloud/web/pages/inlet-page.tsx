import type { FastifyInstance, FastifyRequest } from 'fastify';
import {
  Addresses,
  askedText,
  type InletAddresses,
  MadeOnce,
  sinceText,
  ToldLines,
} from '../connections/inlet-panel.tsx';
import { renewInlet, theirDokos, toldByDokos } from '../connections/keep-inlet.ts';
import { aroundOf } from '../connections/said-delivery.ts';
import type { WebDeps } from '../deps.ts';
import { ownOrigin } from '../own-origin.ts';
import { Back } from './back.tsx';
import { confirmPage } from './confirm.tsx';
import { Alert, Form } from './form.tsx';
import { html } from './forms.ts';
import { contextOf, pageOf } from './shell.tsx';

const hidden = { schema: { hide: true } };
const one = '/connections/:id/inlet';
const shown = 10;

/** Where a Dokos asks us who may enter and tells us who came elsewhere: two addresses, and what opens them. */
export function inletPage(app: FastifyInstance, deps: WebDeps): void {
  app.get(one, hidden, async (request, reply) => {
    const { id, name, placeId, isOn } = await theirDokos(deps, request);
    const path = `/connections/${id}`;
    const context = { ...contextOf(request), url: `${path}/inlet` };
    const { words } = context;
    const told = await toldByDokos(deps, request, shown);
    const since = await deps.inlets.since(id);
    const asked = await deps.inlets.lastAsked(id);
    const { memberNames: names, moment } = await aroundOf(deps, context, placeId, told);
    const page = pageOf({
      context,
      title: words.inletTitle,
      section: 'settings',
      children: (
        <div class="narrow">
          <Back href={path} label={name} />
          <h1>{words.inletTitle}</h1>
          <p class="lead">{sinceText({ words, since, moment })}</p>
          {!isOn && <Alert>{words.inletOff}</Alert>}
          <Addresses
            {...{ words, at: addressesOf(request, id) }}
            asked={since === null ? null : askedText({ words, asked, moment })}
          />
          {deps.publicUrl === null && <p class="aside">{words.inletNoUrl}</p>}
          <h2 class="again">{words.inletSecrets}</h2>
          {context.principal?.role !== 'admin' ? (
            <p>{words.inletAskAdmin}</p>
          ) : since === null ? (
            <Form {...{ context, action: `${path}/inlet`, submit: words.inletMake }}>
              <p>{words.inletMakeMore}</p>
            </Form>
          ) : (
            <>
              <p>{words.inletAgainMore}</p>
              <p>
                <a class="button" href={`${path}/inlet/new`} data-dialog>
                  {words.inletAgain}
                </a>
              </p>
            </>
          )}
          <h2 class="again">{words.inletTold}</h2>
          <ToldLines {...{ words, told, names, moment }} />
        </div>
      ),
    });
    return html(reply, page);
  });

  app.get(`${one}/new`, hidden, async (request, reply) => {
    const { id } = await theirDokos(deps, request);
    const context = contextOf(request);
    const { words } = context;
    const question = confirmPage({
      ...{ context, section: 'settings', title: words.inletAgainQuestion },
      children: <p>{words.inletAgainEnds}</p>,
      ...{ action: `/connections/${id}/inlet`, verb: words.inletAgain },
      back: `/connections/${id}/inlet`,
    });
    return html(reply, question);
  });

  app.post(one, hidden, async (request, reply) => {
    const { id } = await theirDokos(deps, request);
    const hadSome = (await deps.inlets.since(id)) !== null;
    const made = await renewInlet(deps, request);
    const path = `/connections/${id}/inlet`;
    const context = { ...contextOf(request), url: path };
    const { words } = context;
    const page = pageOf({
      context,
      title: words.inletPaste,
      section: 'settings',
      children: (
        <div class="narrow">
          <h1>{words.inletPaste}</h1>
          {hadSome && <Alert>{words.inletFormerEnded}</Alert>}
          {deps.publicUrl === null && <p class="aside">{words.inletNoUrl}</p>}
          <MadeOnce {...{ words, at: addressesOf(request, id), ...made }} />
          <p>
            <a class="button" href={path}>
              {words.inletDone}
            </a>
          </p>
        </div>
      ),
    });
    return html(reply, page, 201);
  });

  function addressesOf(request: FastifyRequest, id: string): InletAddresses {
    const base = `${ownOrigin(deps, request)}/api/v1/connections/${id}`;
    return { confirmation: `${base}/confirmation`, webhook: `${base}/webhook` };
  }
}
