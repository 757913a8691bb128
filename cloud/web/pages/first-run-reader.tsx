import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { whoAsks } from '../api/resource.ts';
import { audit } from '../audit.ts';
import type { WebDeps } from '../deps.ts';
import { directionFor, type Progress, progressOf, readersNeeded } from '../first-run.ts';
import { byItself, nameOf } from '../principal.ts';
import { Field, Tick } from './fields.tsx';
import { firstRunPage } from './first-run-frame.tsx';
import { Form } from './form.tsx';
import { formOf, html } from './forms.ts';
import { Icon } from './icon.tsx';
import {
  CodeField,
  claimOf,
  Fingerprint,
  freeIdFor,
  guessing,
  type JoinTyped,
  ReaderName,
} from './join-reader.tsx';
import { contextOf, type PageContext } from './shell.tsx';

const hidden = { schema: { hide: true } };

/** The first reader, or the first two: by the code they show, then until each is heard. */
export function firstRunReader(app: FastifyInstance, deps: WebDeps): void {
  const { registry, claims, clock, firstRun } = deps;

  app.get('/first-run/reader', hidden, (request, reply) => page(request, reply, {}));

  app.post('/first-run/reader/code', guessing, async (request, reply) => {
    const { words } = contextOf(request);
    const { userCode } = formOf(request, 'userCode');
    const found = await claimOf(deps, userCode);
    if (!found) return page(request, reply, { userCode, codeError: words.errorCode });
    return page(request, reply, { userCode, found });
  });

  app.post('/first-run/reader/approve', guessing, async (request, reply) => {
    const { words } = contextOf(request);
    const { place, points, state } = await progressOf(deps);
    if (!place) return reply.redirect('/first-run/place', 303);
    const { userCode, name, door } = formOf(request, 'userCode', 'name', 'door');
    const found = await claimOf(deps, userCode);
    if (!found) return page(request, reply, { userCode, codeError: words.errorCode });
    if (name === '') {
      return page(request, reply, { userCode, found, nameError: words.errorNameMissing });
    }
    const id = await freeIdFor(deps, name);
    const point = {
      id,
      name: name.slice(0, 200),
      direction: directionFor(state.leaving, points.length),
      ...(door !== '' && { doorId: `${id}-door` }),
    };
    const approval = { userCode, placeId: place.id, accessPoints: [point] };
    const { deviceId } = await claims.approve(approval, clock.now());
    await audit(deps, request, {
      verb: 'approved',
      kind: 'claim',
      id: deviceId,
      placeId: place.id,
      after: { accessPoint: id },
    });
    return reply.redirect('/first-run/reader', 303);
  });

  app.post('/first-run/reader/second', hidden, async (request, reply) => {
    const { place, points, state } = await progressOf(deps);
    const [first] = points;
    if (!place || !first) return reply.redirect('/first-run/reader', 303);
    const { name, reader } = formOf(request, 'name', 'reader');
    if (name !== '' && reader !== '') {
      await registry.accessPoints.create(
        {
          id: await freeIdFor(deps, name),
          name,
          reader,
          deviceId: first.deviceId,
          direction: directionFor(state.leaving, points.length),
        },
        nameOf(whoAsks(request.principal)),
      );
    }
    return reply.redirect('/first-run/reader', 303);
  });

  app.post('/first-run/reader', hidden, async (_request, reply) => {
    await firstRun.write({ waitingSince: clock.now() });
    return reply.redirect('/first-run/card', 303);
  });

  async function page(request: FastifyRequest, reply: FastifyReply, typed: JoinTyped) {
    const progress = await progressOf(deps);
    if (!progress.place) return reply.redirect('/first-run/place', 303);
    const context = contextOf(request);
    const { words } = context;
    const missing = progress.points.length < readersNeeded(progress.state.leaving);
    const isWrong = typed.codeError !== undefined || typed.nameError !== undefined;
    return html(
      reply,
      firstRunPage({
        context,
        progress,
        step: 'reader',
        title: words.firstReaderTitle,
        text: missing ? words.firstReaderText : '',
        children: (
          <>
            <Heard context={context} progress={progress} />
            {missing && progress.points.length > 0 && <h2>{words.firstReaderSecond}</h2>}
            {missing && <Join context={context} typed={typed} />}
            {missing && progress.points.length > 0 && <SameDevice context={context} />}
            {progress.points.length > 0 && (
              <Form context={context} action="/first-run/reader" submit={words.goOn} />
            )}
          </>
        ),
      }),
      isWrong ? 400 : 200,
    );
  }
}

/** Looks again by itself until each reader is heard. */
function Heard({
  context: { words },
  progress: { readers, done },
}: {
  readonly context: PageContext;
  readonly progress: Progress;
}) {
  const live = done.has('reader')
    ? {}
    : {
        'hx-get': '/first-run/reader',
        'hx-trigger': 'every 2s',
        'hx-headers': JSON.stringify(byItself),
        'hx-select': '#heard',
        'hx-target': '#heard',
        'hx-swap': 'outerHTML',
      };
  return (
    <ul class="lines heard" id="heard" aria-live="polite" {...live}>
      {readers.map(({ name, isHeard }) => (
        <li>
          <Icon name={isHeard ? 'check' : 'radio'} size={20} />
          <span class="line-name">
            {isHeard ? words.firstReaderHeard(name) : words.firstReaderWaiting(name)}
          </span>
        </li>
      ))}
    </ul>
  );
}

function Join({ context, typed }: { readonly context: PageContext; readonly typed: JoinTyped }) {
  const { words } = context;
  if (!typed.found) {
    return (
      <Form context={context} action="/first-run/reader/code" submit={words.goOn} class="stacked">
        <CodeField words={words} typed={typed} />
      </Form>
    );
  }
  return (
    <Form
      context={context}
      action="/first-run/reader/approve"
      submit={words.sameFingerprint}
      class="stacked"
    >
      <Fingerprint words={words} typed={typed} />
      <ReaderName words={words} typed={typed} />
      <Tick name="door" label={words.opensDoor} checked />
    </Form>
  );
}

function SameDevice({ context }: { readonly context: PageContext }) {
  const { words } = context;
  return (
    <details class="same-device">
      <summary>{words.firstReaderSame}</summary>
      <p class="small">{words.firstReaderSameText}</p>
      <Form
        context={context}
        action="/first-run/reader/second"
        submit={words.goOn}
        kind="plain"
        class="stacked"
      >
        <Field name="name" id="second-name" label={words.readerName} hint={words.readerNameHint} />
        <Field name="reader" label={words.firstReaderUsb} hint={words.firstReaderUsbHint} />
      </Form>
    </details>
  );
}
