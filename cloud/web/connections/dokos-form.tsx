import type { SettingFault } from '../../ports/setting-faults.ts';
import { Choice, Field, Select } from '../pages/fields.tsx';
import type { FieldErrors } from '../pages/form.tsx';
import type { FormValues } from '../pages/form-values.ts';
import type { PageContext } from '../pages/page-context.ts';
import { type KindFields, type Settings, textOf } from './form-parts.ts';

const homesOf = (settings: Settings) =>
  (settings['homeVenues'] ?? []) as readonly { placeId: string; venueId: string }[];

/** What is set of places that this person does not see stays. */
export function dokosFrom(
  values: FormValues,
  places: PageContext['places'],
  before: Settings,
): Settings {
  const elsewhere = homesOf(before).filter(
    ({ placeId }) => !places.some(({ id }) => id === placeId),
  );
  const typed = places.flatMap(({ id: placeId }) => {
    const venueId = values.text(`home-${placeId}`);
    return venueId === '' ? [] : [{ placeId, venueId }];
  });
  return {
    ...{ address: values.text('address'), venueId: values.text('venueId') },
    venueRoles: values.text('venueRoles') === 'laboutik' ? 'laboutik' : 'doc',
    maxLagSeconds: values.number('maxLagSeconds'),
    doubleTapSeconds: values.number('doubleTapSeconds'),
    itemId: values.textOrNull('itemId'),
    homeVenues: [...elsewhere, ...typed],
  };
}

/** Beside the field that was typed: a venue of another place beside that place. */
export function dokosError(
  { setting }: SettingFault,
  settings: Settings,
  words: PageContext['words'],
): FieldErrors | null {
  const home = homesOf(settings)[Number(/^homeVenues\.(\d+)\./.exec(setting)?.[1])];
  if (home) return { [`home-${home.placeId}`]: words.connectionErrorHome };
  switch (setting) {
    case 'venueId':
      return { venueId: words.connectionErrorVenue };
    case 'maxLagSeconds':
      return { maxLagSeconds: words.connectionErrorLag };
    case 'doubleTapSeconds':
      return { doubleTapSeconds: words.connectionErrorDouble };
    default:
      return null;
  }
}

export function DokosFields({
  context: { words, places },
  settings,
  errors,
  items,
}: KindFields & { readonly items: readonly { readonly id: string; readonly name: string }[] }) {
  const homes = new Map(homesOf(settings).map(({ placeId, venueId }) => [placeId, venueId]));
  const given = (name: string) => ({ name, value: textOf(settings[name]), error: errors[name] });
  return (
    <>
      <Field
        {...{ ...given('venueId'), label: words.connectionVenue, hint: words.connectionVenueHint }}
        maxlength={140}
      />
      <Choice
        {...{ name: 'venueRoles', label: words.connectionRoles, type: 'radio' }}
        hint={words.connectionRolesHint}
        chosen={[textOf(settings['venueRoles'])]}
        options={(['doc', 'laboutik'] as const).map((value) => ({
          ...{ value, label: words[`connectionRoles_${value}`] },
        }))}
      />
      <Field
        {...{ ...given('maxLagSeconds'), label: words.connectionLag }}
        {...{ hint: words.connectionLagHint, inputmode: 'numeric' }}
      />
      <Field
        {...{ ...given('doubleTapSeconds'), label: words.connectionDouble }}
        {...{ hint: words.connectionDoubleHint, inputmode: 'numeric' }}
      />
      <Select
        {...{ ...given('itemId'), label: words.connectionItem }}
        options={[
          { value: '', label: words.connectionItemAll },
          ...items.map(({ id, name }) => ({ value: id, label: name })),
        ]}
      />
      {places.map(({ id, name }) => (
        <Field
          {...{ name: `home-${id}`, label: words.connectionHome(name) }}
          {...{ hint: words.connectionHomeHint, error: errors[`home-${id}`] }}
          {...{ value: homes.get(id) ?? '', optional: true, maxlength: 140 }}
        />
      ))}
    </>
  );
}
