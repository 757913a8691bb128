import type { DoorRecord } from '../../ports/registry.ts';
import type { WebDeps } from '../deps.ts';
import { placeName } from './place-field.tsx';
import { atPlaces } from './record-parts.tsx';
import type { PageContext } from './shell.tsx';

/** The doors of the places in sight that some device opens. */
export async function openableDoors(
  { registry }: WebDeps,
  context: PageContext,
): Promise<readonly DoorRecord[]> {
  const points = await atPlaces(registry.accessPoints, context);
  const reached = new Set(points.map(({ doorId }) => doorId));
  const doors = await atPlaces(registry.doors, context);
  return doors
    .filter(({ id }) => reached.has(id))
    .toSorted((a, b) => a.name.localeCompare(b.name, context.language));
}

/** Doors that may be unlocked from here, each with its button. */
export function Doors({ context, doors }: { context: PageContext; doors: readonly DoorRecord[] }) {
  const { words } = context;
  if (doors.length === 0) return null;
  return (
    <section id="doors">
      <h2>{words.doors}</h2>
      <ul class="lines">
        {doors.map((door) => (
          <li>
            <b class="line-name">{door.name}</b>
            <span class="aside">{placeName(context, door.placeId)}</span>
            <UnlockLink context={context} door={door} />
          </li>
        ))}
      </ul>
      <p>
        <a href="/door-events">{words.doorEventsSee}</a>
      </p>
    </section>
  );
}

export const UnlockLink = ({
  context: { words },
  door,
  from,
}: {
  context: PageContext;
  door: DoorRecord;
  from?: 'doors';
}) => (
  <a
    class="button"
    href={`/doors/${encodeURIComponent(door.id)}/unlock${from ? `?from=${from}` : ''}`}
    aria-label={words.unlockTitle(door.name)}
    data-dialog
  >
    {words.unlockVerb}
  </a>
);
