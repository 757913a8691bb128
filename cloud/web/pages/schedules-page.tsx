import type { FastifyInstance } from 'fastify';
import { frenchHolidays } from '../../../shared/domain/french-holidays.ts';
import type { Grant, ScheduleRecord } from '../../ports/registry.ts';
import { whoAsks } from '../api/resource.ts';
import { fields } from '../api/schemas.ts';
import type { WebDeps } from '../deps.ts';
import { dayOf, longDay } from '../format.ts';
import { writerOf } from '../place-scope.ts';
import { scheduleText, specialDays } from '../schedule-words.ts';
import { Field, Select } from './fields.tsx';
import { Token } from './form.tsx';
import { formOf } from './forms.ts';
import { recordPages } from './record-pages.tsx';
import { atPlaces, inSight, placeOf } from './record-parts.tsx';
import { ClosureFields, SpecialFields, WeekFields } from './schedule-fields.tsx';
import { areInOrder, closuresOf, specialOf, weeklyOf } from './schedule-form.ts';
import { contextOf, type PageContext } from './shell.tsx';
import { WeekPicture } from './week-picture.tsx';

interface Around {
  readonly grants: readonly Grant[];
  readonly today: string;
}

/** Schedules: a week painted and typed, and the days it does not hold. */
export function schedulesPage(app: FastifyInstance, deps: WebDeps): void {
  const { registry, clock } = deps;
  recordPages<ScheduleRecord, Around>(app, deps, {
    path: '/schedules',
    section: 'settings',
    repository: () => registry.schedules,
    schema: fields.schedules,
    titles: (words) => ({
      list: words.schedulesTitle,
      lead: words.schedulesLead,
      add: words.schedulesAdd,
      none: words.schedulesNone,
    }),
    name: (schedule) => schedule.name,
    load: async (_deps, { places }) => ({
      grants: (await registry.grants.list({ limit: 1000, cursor: null })).items,
      today: dayOf(clock.now(), places[0]?.timeZone ?? 'Europe/Paris'),
    }),
    list: (_deps, context) => atPlaces(registry.schedules, context),
    line: ({ context: { words, language }, record, data }) => (
      <>
        <span class="record-wide">{scheduleText(record, language, data.today)}</span>
        <span class="aside">
          {words.usedBy(data.grants.filter(({ scheduleId }) => scheduleId === record.id).length)}
        </span>
      </>
    ),
    fresh: (_data, context) => ({
      name: '',
      weekly: [{ weekdays: [1, 2, 3, 4, 5], from: '09:00', until: '18:00' }],
      closures: [],
      specialHours: [],
      placeId: context.principal?.places === '*' ? null : placeOf(context),
    }),
    fields: ({ context, values, errors, given }) => {
      const { words, places, principal } = context;
      // What is for every place is for those who may at every place.
      const every = principal?.places === '*' ? [{ value: '', label: words.everyPlace }] : [];
      return (
        <>
          <Field {...given('name')} label={words.nameLabel} hint={words.scheduleNameHint} />
          {places.length === 1 && every.length === 0 && (
            <input type="hidden" name="placeId" value={values.placeId ?? ''} />
          )}
          {places.length > 1 && (
            <Select
              {...given('placeId')}
              label={words.place}
              options={[
                ...every,
                ...places.map((place) => ({ value: place.id, label: place.name })),
              ]}
            />
          )}
          <WeekFields context={context} weekly={values.weekly ?? []} error={errors['weekly']} />
          <ClosureFields
            context={context}
            closures={values.closures ?? []}
            error={errors['closures']}
          />
          <SpecialFields
            context={context}
            special={values.specialHours ?? []}
            error={errors['specialHours']}
          />
        </>
      );
    },
    read: (form, _data, before) => {
      const closures = closuresOf(form);
      return {
        name: form.text('name'),
        placeId: form.has('placeId') ? form.textOrNull('placeId') : (before?.placeId ?? null),
        weekly: weeklyOf(form),
        // What does not run forwards fits no schema, and is shown as typed.
        closures: areInOrder(closures) ? closures : closures.map((one) => ({ ...one, back: true })),
        specialHours: specialOf(form),
      };
    },
    expected: (field, words) =>
      field === 'weekly'
        ? words.errorHours
        : field === 'closures'
          ? words.errorClosures
          : field === 'specialHours'
            ? words.errorSpecial
            : undefined,
    beside: ({ context, record, data, mayChange }) => (
      <Beside context={context} schedule={record} today={data.today} mayChange={mayChange} />
    ),
    ending: ({ context: { words }, record }) => ({
      title: words.scheduleEndTitle(record.name),
      text: words.scheduleEndText,
      verb: words.scheduleEndVerb,
    }),
  });

  app.post('/schedules/:id/holidays', { schema: { hide: true } }, async (request, reply) => {
    const schedule = await registry.schedules.get((request.params as { id: string }).id);
    inSight(contextOf(request), schedule);
    const { year } = formOf(request, 'year');
    const open = /^(19|20|21)\d\d$/.test(year) ? openHolidays(schedule, Number(year)) : [];
    const closures = [
      ...schedule.closures,
      ...open.map(({ date }) => ({ from: date, until: date })),
    ].sort((a, b) => a.from.localeCompare(b.from));
    await registry.schedules.patch(schedule.id, { closures }, writerOf(whoAsks(request.principal)));
    return reply.redirect(`/schedules/${encodeURIComponent(schedule.id)}?said=saved`, 303);
  });
}

const openHolidays = ({ closures }: Pick<ScheduleRecord, 'closures'>, year: number) =>
  frenchHolidays(year).filter(
    ({ date }) => !closures.some(({ from, until }) => from <= date && date <= until),
  );

function Beside({
  context,
  schedule,
  today,
  mayChange,
}: {
  readonly context: PageContext;
  readonly schedule: ScheduleRecord;
  readonly today: string;
  readonly mayChange: boolean;
}) {
  const { words, language } = context;
  const toCome = specialDays(schedule, language, today);
  const thisYear = Number(today.slice(0, 4));
  return (
    <div class="side">
      <section class="panel padded">
        <h2>{schedule.name}</h2>
        <WeekPicture schedule={schedule} language={language} words={words} />
      </section>
      {toCome.length > 0 && (
        <section class="panel padded">
          <h2>{words.specialTitle}</h2>
          <ul class="lines">
            {toCome.map((said) => (
              <li>
                <span class="capital">{said}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
      <section class="panel padded">
        <h2>{words.holidaysTitle}</h2>
        {[thisYear, thisYear + 1].map((year) => {
          const open = openHolidays(schedule, year);
          if (open.length === 0) return <p>{words.holidaysNone(String(year))}</p>;
          return (
            <form method="post" action={`/schedules/${encodeURIComponent(schedule.id)}/holidays`}>
              <Token context={context} />
              <input type="hidden" name="year" value={year} />
              <details>
                <summary>{words.holidaysSome(open.length, String(year))}</summary>
                <ul>
                  {open.map((day) => (
                    <li>
                      {day[language]}, {longDay(day.date, language, today)}
                    </li>
                  ))}
                </ul>
              </details>
              {mayChange && (
                <button class="button" type="submit">
                  {words.holidaysAdd(String(year))}
                </button>
              )}
            </form>
          );
        })}
      </section>
    </div>
  );
}
