import type { FastifyInstance } from 'fastify';
import { failure } from '../../../shared/runtime/errors.ts';
import { type FirstRunStep, firstRunSteps, leavingAnswers } from '../../ports/first-run.ts';
import { mayOpen } from '../access.ts';
import { whoAsks } from '../api/resource.ts';
import { fields } from '../api/schemas.ts';
import type { WebDeps } from '../deps.ts';
import { applyLeaving, progressOf } from '../first-run.ts';
import { nameOf } from '../principal.ts';
import { plainOf } from '../report-filter.ts';
import { Choice, Field, Select } from './fields.tsx';
import { firstRunPage } from './first-run-frame.tsx';
import { Form } from './form.tsx';
import { misfits, valuesOf } from './form-values.ts';
import { formOf, html } from './forms.ts';
import { Icon } from './icon.tsx';
import { contextOf, pageOf } from './shell.tsx';

const hidden = { schema: { hide: true } };
const zones = Intl.supportedValuesOf('timeZone');

/** The first evening: the place, the switch, when leaving; the reader and the first card are beside it. */
export function firstRunPages(app: FastifyInstance, deps: WebDeps): void {
  const { registry, firstRun, clock } = deps;

  app.get('/first-run', hidden, async (_request, reply) => {
    const { next } = await progressOf(deps);
    return reply.redirect(next === null ? '/first-run/done' : `/first-run/${next}`, 303);
  });

  app.post('/first-run/later', hidden, async (request, reply) => {
    const { step } = formOf(request, 'step');
    const known = firstRunSteps.find((one) => one === step);
    if (!known) throw failure('notFound', { what: 'step', id: step });
    const { state } = await progressOf(deps);
    await firstRun.write({ skipped: [...new Set([...state.skipped, known])] });
    return reply.redirect('/first-run', 303);
  });

  app.get('/first-run/place', hidden, async (request, reply) => {
    const progress = await progressOf(deps);
    const context = contextOf(request);
    const { words } = context;
    const place = progress.place ?? context.places[0] ?? null;
    const { error } = request.query as { error?: string };
    return html(
      reply,
      firstRunPage({
        context,
        progress,
        step: 'place',
        title: words.firstPlaceTitle,
        text: words.firstPlaceText,
        children: (
          <Form context={context} action="/first-run/place" submit={words.goOn} class="stacked">
            <Field
              name="name"
              label={words.nameLabel}
              value={place?.name}
              error={error === 'name' ? words.errorNameMissing : undefined}
              autofocus
            />
            <Select
              name="timeZone"
              label={words.timeZoneLabel}
              hint={words.timeZoneHint}
              value={place?.timeZone ?? 'Europe/Paris'}
              options={[...new Set([place?.timeZone ?? 'Europe/Paris', ...zones])].map((zone) => ({
                value: zone,
                label: zone,
              }))}
            />
          </Form>
        ),
      }),
    );
  });

  app.post('/first-run/place', hidden, async (request, reply) => {
    const progress = await progressOf(deps);
    const context = contextOf(request);
    const form = valuesOf(request);
    const named = { name: form.text('name'), timeZone: form.text('timeZone') };
    const [wrong] = misfits(fields.places, named);
    if (wrong) return reply.redirect(`/first-run/place?error=${wrong}`, 303);
    const by = nameOf(whoAsks(request.principal));
    const known = progress.place ?? context.places[0];
    const place = known
      ? await registry.places.patch(known.id, named, by)
      : await registry.places.create(
          { ...named, id: await freeId(named.name), language: context.language },
          by,
        );
    await went('place', { placeId: place.id });
    return reply.redirect('/first-run/clock', 303);
  });

  app.get('/first-run/clock', hidden, async (request, reply) => {
    const progress = await progressOf(deps);
    if (!progress.place) return reply.redirect('/first-run/place', 303);
    const context = contextOf(request);
    const { words } = context;
    const isOn = progress.place.timeClock;
    return html(
      reply,
      firstRunPage({
        context,
        progress,
        step: 'clock',
        title: words.firstClockTitle,
        text: isOn ? words.firstClockDone : words.firstClockText,
        children: (
          <Form
            context={context}
            action="/first-run/clock"
            submit={isOn ? words.goOn : words.switchOn}
          />
        ),
      }),
    );
  });

  app.post('/first-run/clock', hidden, async (request, reply) => {
    const { place } = await progressOf(deps);
    if (!place) return reply.redirect('/first-run/place', 303);
    if (!place.timeClock) {
      const by = nameOf(whoAsks(request.principal));
      await registry.places.patch(place.id, { timeClock: true }, by);
    }
    await went('clock');
    return reply.redirect('/first-run/leaving', 303);
  });

  app.get('/first-run/leaving', hidden, async (request, reply) => {
    const progress = await progressOf(deps);
    if (!progress.place) return reply.redirect('/first-run/place', 303);
    const context = contextOf(request);
    const { words } = context;
    return html(
      reply,
      firstRunPage({
        context,
        progress,
        step: 'leaving',
        title: words.firstLeavingTitle,
        text: words.firstLeavingText,
        children: (
          <Form context={context} action="/first-run/leaving" submit={words.goOn} class="stacked">
            <Choice
              type="radio"
              name="leaving"
              label={words.firstLeavingTitle}
              isAsked
              chosen={[progress.state.leaving ?? 'sameReader']}
              options={leavingAnswers.map((one) => ({
                value: one,
                label: words[`leaving_${one}`],
                hint: words[`leaving_${one}_more`],
              }))}
            />
          </Form>
        ),
      }),
    );
  });

  app.post('/first-run/leaving', hidden, async (request, reply) => {
    const { points } = await progressOf(deps);
    const { leaving: typed } = formOf(request, 'leaving');
    const leaving = leavingAnswers.find((one) => one === typed);
    if (!leaving) return reply.redirect('/first-run/leaving', 303);
    await applyLeaving(deps, points, leaving, nameOf(whoAsks(request.principal)));
    await went('leaving', { leaving });
    return reply.redirect('/first-run/reader', 303);
  });

  app.get('/first-run/done', hidden, async (request, reply) => {
    const context = contextOf(request);
    const { words } = context;
    const principal = whoAsks(request.principal);
    await firstRun.write({ finishedAt: clock.now() });
    const links = [
      { href: '/rapport/badgeuse/', icon: 'clock', said: words.firstDoneReport },
      { href: '/staff', icon: 'users', said: words.firstDoneTeam },
      { href: '/grants', icon: 'key-round', said: words.firstDoneWho },
      { href: '/sample-data', icon: 'list-checks', said: words.firstDoneSample },
    ] as const;
    return html(
      reply,
      pageOf({
        context,
        title: words.firstDoneTitle,
        children: (
          <section class="narrow">
            <h1>{words.firstDoneTitle}</h1>
            <p class="first-text">{words.firstDoneText}</p>
            <ul class="doors">
              {links
                .filter(({ href }) => mayOpen(principal, href))
                .map(({ href, icon, said }) => (
                  <li>
                    <Icon name={icon} size={24} />
                    <a href={href}>{said}</a>
                  </li>
                ))}
            </ul>
          </section>
        ),
      }),
    );
  });

  /** Done after all: it is no longer left for later. */
  async function went(
    step: FirstRunStep,
    changed: { placeId?: string; leaving?: (typeof leavingAnswers)[number] } = {},
  ) {
    const { state } = await progressOf(deps);
    await firstRun.write({ ...changed, skipped: state.skipped.filter((one) => one !== step) });
  }

  async function freeId(name: string): Promise<string> {
    const stem =
      plainOf(name)
        .replace(/[^a-z0-9]+/g, '-')
        .replace(/^-|-$/g, '')
        .slice(0, 40) || 'place';
    for (let n = 1; ; n++) {
      const id = n === 1 ? stem : `${stem}-${n}`;
      if (!(await registry.places.find(id)) && !(await registry.areas.find(id))) return id;
    }
  }
}
