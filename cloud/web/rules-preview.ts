import type { FastifyReply } from 'fastify';
import type { Area, Place } from '../ports/registry.ts';
import type { ProposedRules, RulesPreview } from '../ports/rules-preview.ts';
import type { WebDeps } from './deps.ts';

/** The fields of a place, and of an area, that decide how its passages are read. */
export const areaRuleFields = [
  'maxVisitMinutes',
  'closesAt',
  'debounceSeconds',
  'missingExit',
] as const;
export const placeRuleFields = ['timeZone', ...areaRuleFields] as const;

/** Nobody waits longer for a page: what is not looked at by then is said to be missing. */
const longestMs = 10_000;

/** Where it is asked: ends with its answer. */
export type WantedPreview = (deps: WebDeps, reply: FastifyReply) => Promise<RulesPreview>;

export const previewOfPlace = (place: Place, values: Partial<Place>): WantedPreview =>
  previewOf(place.id, { place: only(values, placeRuleFields) });

export const previewOfArea = (area: Area, values: Partial<Area>): WantedPreview =>
  previewOf(area.placeId, { areas: { [area.id]: only(values, areaRuleFields) } });

/** Ends after `longestMs`, and as soon as who asked has left. */
const previewOf =
  (place: string, proposed: ProposedRules): WantedPreview =>
  ({ clock, previewRules }, { raw }) => {
    const end = clock.monotonicNow() + longestMs;
    const goesOn = () => !raw.destroyed && clock.monotonicNow() < end;
    return previewRules(place, proposed, clock.now(), goesOn);
  };

const only = <T extends object, K extends keyof T>(values: T, names: readonly K[]): Pick<T, K> =>
  Object.fromEntries(
    names.flatMap((name) => (values[name] === undefined ? [] : [[name, values[name]]])),
  ) as Pick<T, K>;
