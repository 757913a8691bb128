import type { FastifyInstance } from 'fastify';
import { halfDaysOf, usualSplit } from '../../../shared/domain/half-days.ts';
import type { AccessPointRecord, Group } from '../../ports/registry.ts';
import type { SessionRecord } from '../../ports/sessions.ts';
import { fields } from '../api/schemas.ts';
import type { WebDeps } from '../deps.ts';
import { dayOf, shortDay } from '../format.ts';
import { Choice, Field, Select } from './fields.tsx';
import { placeName } from './place-field.tsx';
import { recordPages } from './record-pages.tsx';
import { atPlaces, placeOf } from './record-parts.tsx';

interface Around {
  readonly points: readonly AccessPointRecord[];
  readonly groups: readonly Group[];
  readonly today: string;
}

/** Trainings and workshops: who is expected, and at which readers a tap counts as being there. */
export function sessionsPage(app: FastifyInstance, deps: WebDeps): void {
  const { registry } = deps;
  recordPages<SessionRecord, Around>(app, deps, {
    path: '/sessions',
    section: 'settings',
    repository: () => registry.sessions,
    schema: fields.sessions,
    titles: (words) => ({
      list: words.sessionListTitle,
      lead: words.sessionsLead,
      add: words.sessionsAdd,
      none: words.sessionsNone,
    }),
    name: ({ title, date }, { today }, { language }) =>
      `${title}, ${shortDay(date, language, today)}`,
    load: async (_deps, context) => ({
      points: await atPlaces(registry.accessPoints, context),
      groups: (await registry.groups.list({ limit: 1000, cursor: null })).items,
      today: dayOf(deps.clock.now(), context.places[0]?.timeZone ?? 'Europe/Paris'),
    }),
    list: (_deps, context) => atPlaces(registry.sessions, context),
    line: ({ context, record }) => (
      <>
        <span class="record-wide">
          {[record.trainer, placeName(context, record.placeId)].filter(Boolean).join(', ')}
        </span>
        <a class="aside" href={`/sessions/${encodeURIComponent(record.id)}/sheet`}>
          {context.words.sheetTitle}
        </a>
      </>
    ),
    fresh: ({ points, today }, context) => ({
      placeId: placeOf(context),
      ...{ title: '', trainer: '', date: today, groupId: null },
      ...{ opensAt: null, splitAt: usualSplit, closesAt: null },
      accessPoints: points
        .filter(
          ({ direction, placeId }) => direction === 'presence' && placeId === placeOf(context),
        )
        .map(({ id }) => id),
    }),
    fields: ({ context, values, errors, given, data }) => {
      const { words, places } = context;
      const text = (name: 'opensAt' | 'closesAt') => ({
        ...given(name),
        value: (values[name] ?? '').trim(),
      });
      return (
        <>
          <Field {...given('title')} label={words.sessionTitleLabel} maxlength={200} />
          <Field
            {...given('trainer')}
            label={words.sessionTrainerLabel}
            hint={words.sessionTrainerHint}
            maxlength={200}
            optional
          />
          <Field {...given('date')} label={words.sessionDateLabel} type="date" />
          <Select
            {...given('groupId')}
            label={words.sessionGroupLabel}
            hint={words.sessionGroupHint}
            options={[
              { value: '', label: words.sessionNobody },
              ...data.groups.map(({ id, name }) => ({ value: id, label: name })),
            ]}
          />
          <Choice
            type="checkbox"
            name="accessPoints"
            label={words.sessionPointsLabel}
            error={errors['accessPoints']}
            chosen={values.accessPoints ?? []}
            options={data.points.map(({ id, name, placeId }) => ({
              value: id,
              label: places.length > 1 ? `${name}, ${placeName(context, placeId)}` : name,
            }))}
          />
          <Field
            {...text('opensAt')}
            label={words.sessionOpensLabel}
            hint={words.sessionOpensHint}
            type="time"
            optional
          />
          <Field {...given('splitAt')} label={words.sessionSplitLabel} type="time" />
          <Field
            {...text('closesAt')}
            label={words.sessionClosesLabel}
            hint={words.sessionClosesHint}
            type="time"
            optional
          />
        </>
      );
    },
    read: (form, { points }, before) => {
      const chosen = form.many('accessPoints');
      const at = points.find(({ id }) => chosen.includes(id))?.placeId ?? '';
      const hours = {
        date: form.text('date'),
        opensAt: form.textOrNull('opensAt'),
        splitAt: form.text('splitAt') || usualSplit,
        closesAt: form.textOrNull('closesAt'),
      };
      return {
        ...(before ? {} : { placeId: at || 'none' }),
        title: form.text('title'),
        trainer: form.text('trainer'),
        ...hours,
        // What ends before it begins fits no schema, and is shown as typed.
        ...(isBackwards(hours) && { closesAt: `${hours.closesAt} ` }),
        accessPoints: chosen,
        groupId: form.textOrNull('groupId'),
      };
    },
    expected: (field, words) =>
      field === 'date'
        ? words.sessionErrorDate
        : field === 'accessPoints'
          ? words.sessionErrorPoints
          : ['opensAt', 'splitAt', 'closesAt'].includes(field)
            ? words.sessionErrorHours
            : undefined,
    beside: ({ context: { words }, record }) => (
      <div class="side">
        <section class="panel padded">
          <h2>{words.sheetTitle}</h2>
          <p>{words.sheetTapIsNoSignature}</p>
          <a class="button" href={`/sessions/${encodeURIComponent(record.id)}/sheet`}>
            {words.sheetSee}
          </a>
        </section>
      </div>
    ),
    ending: ({ context: { words }, record }) => ({
      title: words.sessionEndTitle(record.title),
      text: words.sessionEndText,
      verb: words.sessionEndVerb,
    }),
  });
}

/** By the registry's own rule; what is no time is for the schema to refuse. */
function isBackwards(hours: Parameters<typeof halfDaysOf>[0]): boolean {
  try {
    return halfDaysOf(hours, 'UTC').length === 0;
  } catch {
    return false;
  }
}
