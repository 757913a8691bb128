import type { FastifyInstance } from 'fastify';
import type { Grant } from '../../ports/registry.ts';
import { fields } from '../api/schemas.ts';
import type { WebDeps } from '../deps.ts';
import { type GrantNames, grantSentence } from '../grant-sentence.ts';
import { Choice, Field, Select } from './fields.tsx';
import type { FormValues } from './form-values.ts';
import { namesFor } from './grant-names.ts';
import { membersNamed } from './groups-page.tsx';
import { PlaceField, placeName } from './place-field.tsx';
import { recordPages } from './record-pages.tsx';
import { atPlaces, placeOf } from './record-parts.tsx';

/** Who enters, where and when: a sentence a grant. */
export function grantsPage(app: FastifyInstance, deps: WebDeps): void {
  const { registry } = deps;
  recordPages<Grant, GrantNames>(app, deps, {
    path: '/grants',
    section: 'settings',
    repository: () => registry.grants,
    schema: fields.grants,
    titles: (words) => ({
      list: words.grantsTitle,
      lead: words.grantsLead,
      add: words.grantsAdd,
      none: words.grantsNone,
    }),
    name: grantSentence,
    wideNames: true,
    load: (_deps, context) => namesFor(deps, context),
    list: (_deps, context) => atPlaces(registry.grants, context),
    line: ({ context, record }) => <span class="aside">{placeName(context, record.placeId)}</span>,
    fresh: (_names, context) => ({
      placeId: placeOf(context),
      groupId: 'everyone',
      memberId: null,
      accessPoints: '*',
      scheduleId: null,
    }),
    fields: ({ context, values, errors, given, data, isNew }) => {
      const { words } = context;
      const who = values.memberId === null ? (values.groupId ?? '') : 'member';
      const chosen = values.accessPoints === '*' ? [] : (values.accessPoints ?? []);
      const points = data.points.filter(({ placeId }) => isNew || placeId === values.placeId);
      return (
        <>
          {isNew && <PlaceField context={context} value={values.placeId} />}
          <Choice
            type="radio"
            name="who"
            label={words.grantWho}
            chosen={[who === 'everyone' || who === 'member' ? who : 'group']}
            options={[
              {
                value: 'everyone',
                label: words.grantEveryone,
                hint: words.grantEveryoneMore,
              },
              ...(data.groups.length > 0 ? [{ value: 'group', label: words.grantGroup }] : []),
              { value: 'member', label: words.grantMember },
            ]}
          />
          {data.groups.length > 0 && (
            <Select
              {...given('groupId')}
              label={words.grantGroup}
              options={data.groups.map((group) => ({ value: group.id, label: group.name }))}
            />
          )}
          <Field
            name="memberId"
            optional
            label={words.memberNameLabel}
            value={data.members.get(values.memberId ?? '')?.name ?? ''}
            error={errors['memberId']}
          />
          <Choice
            type="radio"
            name="where"
            label={words.grantWhere}
            chosen={[values.accessPoints === '*' ? 'all' : 'these']}
            options={[
              { value: 'all', label: words.grantEverywhere, hint: words.grantEverywhereMore },
              { value: 'these', label: words.grantThese },
            ]}
          />
          {points.length > 0 && (
            <Choice
              type="checkbox"
              name="accessPoints"
              label={words.grantThese}
              chosen={chosen}
              error={errors['accessPoints']}
              options={points.map((point) => ({
                value: point.id,
                label: [point.name, isNew ? placeName(context, point.placeId) : null]
                  .filter((said) => said)
                  .join(', '),
              }))}
            />
          )}
          <Select
            {...given('scheduleId')}
            label={words.grantWhen}
            options={[
              { value: '', label: words.anyTime },
              ...data.schedules.map((schedule) => ({ value: schedule.id, label: schedule.name })),
            ]}
          />
        </>
      );
    },
    async read(form, _names, before) {
      return {
        ...(before ? {} : { placeId: form.text('placeId') }),
        ...(await whoIn(form, deps)),
        accessPoints: form.text('where') === 'these' ? form.many('accessPoints') : '*',
        scheduleId: form.textOrNull('scheduleId'),
      };
    },
    expected: (field, words) =>
      field === 'groupId'
        ? words.errorGrantGroup
        : field === 'memberId'
          ? words.errorGrantMember
          : field === 'accessPoints'
            ? words.errorGrantPoints
            : undefined,
    ending: ({ context, record, data }) => ({
      title: context.words.grantEndTitle,
      text: context.words.grantEndText(grantSentence(record, data, context)),
      verb: context.words.grantEndVerb,
    }),
  });
}

/** A group or a member; what was typed and names nobody stays, so that its check refuses it. */
async function whoIn(
  form: FormValues,
  deps: Pick<WebDeps, 'people'>,
): Promise<Pick<Grant, 'memberId' | 'groupId'>> {
  const who = form.text('who');
  if (who === 'group') return { groupId: form.text('groupId'), memberId: null };
  if (who !== 'member') return { groupId: 'everyone', memberId: null };
  const found = await membersNamed(deps, form.text('memberId'));
  return { groupId: null, memberId: found.length === 1 ? (found[0]?.id ?? '') : '' };
}
