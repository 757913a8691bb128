import type { DeadLetter, Incident } from '../ports/journal.ts';
import type { Words } from './language.ts';

/** What happened, what is safe, what to do. */
export interface Told {
  readonly what: string;
  readonly safe: string | null;
  readonly todo: string;
}

export function tellIncident({ kind, details }: Incident, words: Words): Told {
  const { doors, times, minutes } = details as { doors?: number; times?: number; minutes?: number };
  const within = Number(minutes) || 1;
  if (kind === 'cardTried' || kind === 'pinGuessed' || kind === 'twoPlaces') {
    return {
      what: {
        cardTried: words.incident_cardTried(Number(doors) || 0, within),
        pinGuessed: words.incident_pinGuessed(Number(times) || 0, within),
        twoPlaces: words.incident_twoPlaces(within),
      }[kind],
      safe: words[`incident_${kind}_safe`],
      todo: words[`incident_${kind}_do`],
    };
  }
  if (kind !== 'journalLost') {
    return {
      what: words[`incident_${kind}`],
      safe: words[`incident_${kind}_safe`],
      todo: words[`incident_${kind}_do`],
    };
  }
  const { from, to, reason } = details as { from?: number; to?: number; reason?: string };
  const n = Math.max(1, Number(to) - Number(from) + 1 || 1);
  const isPruned = reason === 'pruned';
  return {
    what: isPruned ? words.incident_journalPruned(n) : words.incident_journalLost(n),
    safe: words.incident_journalLost_safe(n),
    todo: isPruned ? words.incident_journalPruned_do : words.incident_journalLost_do,
  };
}

/** Causes that somebody can take away, so that another try is worth it. */
const mendable: ReadonlySet<string> = new Set(['foreignPoint', 'unknownDevice', 'malformed']);

/** By what the journal and a retry say; anything else is a field that is not as it should be. */
const causes = [
  [/^The access point (\S+) was never assigned/, 'foreignPoint'],
  [/^Its hash does not fit/, 'altered'],
  [/^It could not be parsed/, 'unreadable'],
  [/^Its seq is not its|^No journal comes as far/, 'misnumbered'],
  [/^Another entry has its number/, 'taken'],
  [/^Its device is not known/, 'unknownDevice'],
] as const;

export function tellReason(reason: string, words: Words): Told & { readonly isMendable: boolean } {
  for (const [pattern, cause] of causes) {
    const found = pattern.exec(reason);
    if (!found) continue;
    const what =
      cause === 'foreignPoint'
        ? words.letter_foreignPoint(found[1] ?? '')
        : words[`letter_${cause}`];
    const isMendable = mendable.has(cause);
    return { what, safe: null, todo: words[`letter_${cause}_do`], isMendable };
  }
  const { letter_malformed: what, letter_malformed_do: todo } = words;
  return { what, safe: null, todo, isMendable: mendable.has('malformed') };
}

/** When and where the entry says it happened, as far as it can be read; its card is nobody's to see here. */
export interface Happened {
  readonly at: number | null;
  readonly accessPoint: string | null;
}

export function happenedIn(entry: unknown): Happened {
  const { at, accessPoint } = (entry ?? {}) as { at?: unknown; accessPoint?: unknown };
  const told = typeof at === 'string' ? Date.parse(at) : Number.NaN;
  return {
    at: Number.isNaN(told) ? null : told,
    accessPoint: typeof accessPoint === 'string' ? accessPoint : null,
  };
}

export function happenedInLetter({ raw }: DeadLetter): Happened {
  for (const text of [raw, Buffer.from(raw, 'base64').toString()]) {
    try {
      return happenedIn(JSON.parse(text));
    } catch {
      // The other form, or none.
    }
  }
  return happenedIn(null);
}
