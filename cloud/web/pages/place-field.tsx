import { Select } from './fields.tsx';
import type { PageContext } from './shell.tsx';

/** Where it is: asked only where there are several places. */
export function PlaceField({
  context,
  value,
}: {
  context: PageContext;
  value?: string | undefined;
}) {
  const { places, words } = context;
  if (places.length <= 1) {
    return <input type="hidden" name="placeId" value={value ?? places[0]?.id ?? ''} />;
  }
  return (
    <Select
      name="placeId"
      label={words.place}
      value={value}
      options={places.map((place) => ({ value: place.id, label: place.name }))}
    />
  );
}

/** The name of its place, where several are in sight. */
export const placeName = ({ places }: PageContext, id: string | null): string | null =>
  places.length > 1 ? (places.find((place) => place.id === id)?.name ?? null) : null;
