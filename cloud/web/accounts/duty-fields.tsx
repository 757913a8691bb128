import type { Duty, Right, Role } from '../../ports/identity.ts';
import { rights, roles } from '../../ports/identity.ts';
import { Choice } from '../pages/fields.tsx';
import type { FieldErrors } from '../pages/form.tsx';
import type { FormValues } from '../pages/form-values.ts';
import type { PageContext } from '../pages/page-context.ts';
import type { Principal } from '../principal.ts';
import { rightsToGive, rolesToGive } from './duties.ts';

const everywhere = '*';

/** What a form says of role, places and rights; the rules judge it afterwards. */
export function dutyFrom(values: FormValues): Duty {
  const places = values.many('places');
  return {
    role: roles.find((one) => one === values.text('role')) ?? 'viewer',
    places: places.includes(everywhere) ? '*' : places.filter((one) => one !== ''),
    rights: rights.filter((one) => values.many('rights').includes(one)),
  };
}

interface DutyProps {
  readonly context: PageContext;
  readonly principal: Principal;
  readonly duty: Duty;
  readonly errors?: FieldErrors;
}

/** Only what this person may give is offered. */
export function DutyFields({ context, principal, duty, errors = {} }: DutyProps) {
  const { words } = context;
  const rightsOffered = rightsToGive(principal);
  return (
    <>
      <Choice
        type="radio"
        name="role"
        label={words.roleLabel}
        chosen={[duty.role]}
        options={rolesToGive(principal).map((role: Role) => ({
          value: role,
          label: words[`role_${role}`],
          hint: words[`roleHint_${role}`],
        }))}
      />
      <PlaceChoice
        context={context}
        principal={principal}
        chosen={duty.places}
        error={errors['places']}
      />
      {rightsOffered.length > 0 && (
        <Choice
          type="checkbox"
          name="rights"
          label={words.rightsLabel}
          chosen={duty.rights}
          options={rightsOffered.map((right: Right) => ({
            value: right,
            label: words[`right_${right}`],
          }))}
        />
      )}
    </>
  );
}

export function PlaceChoice(props: {
  context: PageContext;
  principal: Principal;
  chosen: Duty['places'];
  error?: string | undefined;
}) {
  const { words, places } = props.context;
  const isEverywhere = props.principal.places === '*';
  // One place and nothing else to choose: it is said, not asked.
  if (!isEverywhere && places.length === 1) {
    return <input type="hidden" name="places" value={places[0]?.id ?? ''} />;
  }
  return (
    <Choice
      type="checkbox"
      name="places"
      label={words.placesLabel}
      error={props.error}
      chosen={props.chosen === '*' ? [everywhere] : props.chosen}
      options={[
        ...(isEverywhere
          ? [{ value: everywhere, label: words.dutyEverywhere, hint: words.dutyEverywhereHint }]
          : []),
        ...places.map(({ id, name }) => ({ value: id, label: name })),
      ]}
    />
  );
}

/** `Équipe, La Filature`. */
export function dutyText(context: PageContext, duty: Pick<Duty, 'role' | 'places'>): string {
  return `${context.words[`role_${duty.role}`]}, ${placesText(context, duty.places)}`;
}

function placesText({ words, places }: PageContext, of: Duty['places']): string {
  if (of === '*') return words.dutyEverywhere;
  const names = new Map(places.map(({ id, name }) => [id, name]));
  return of.map((id) => names.get(id) ?? id).join(', ');
}
