import type { PlaceState } from './place-state.ts';
import type { AccessStore, WhoIsInside } from './ports.ts';

/** Members under their names, for whoever calls them out; a card without a member by the end of its number. */
export function createWhoIsInside(parts: {
  readonly access: Pick<AccessStore, 'namesOf' | 'state' | 'config'>;
  readonly state: Pick<PlaceState, 'insiders' | 'toldAt' | 'toldMsAgo' | 'isFresh'>;
  readonly isOnline: () => boolean;
}): () => WhoIsInside {
  const { access, state, isOnline } = parts;
  let held: { readonly key: string; readonly names: ReadonlyMap<string, string> } | null = null;

  /** The list is read through for a new version or other people alone: a screen asks every second. */
  function namesOf(refs: readonly string[]): ReadonlyMap<string, string> {
    const { list, version } = access.state();
    const key = JSON.stringify([list, version, ...refs.toSorted()]);
    if (held?.key !== key) held = { key, names: access.namesOf(new Set(refs)) };
    return held.names;
  }

  return () => {
    const insiders = state.insiders();
    const names = namesOf(
      insiders.flatMap(({ person }) => (person.startsWith(member) ? [afterColon(person)] : [])),
    );
    const people = insiders.map(({ person, ...more }) => ({
      ...more,
      name: person.startsWith(member) ? (names.get(afterColon(person)) ?? null) : null,
      card: person.startsWith(member) ? null : person.slice(-4),
    }));
    const language = access.config()?.place.language ?? 'fr';
    return {
      people: people.toSorted((a, b) =>
        a.name !== null && b.name !== null
          ? a.name.localeCompare(b.name, language)
          : Number(a.name === null) - Number(b.name === null),
      ),
      toldAt: state.toldAt(),
      toldMsAgo: state.toldMsAgo(),
      isFresh: isOnline() && state.isFresh(),
    };
  };
}

const member = 'member:';
const afterColon = (person: string): string => person.slice(person.indexOf(':') + 1);
