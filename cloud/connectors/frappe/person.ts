import type { Clock } from '../../../shared/domain/clock.ts';
import type { OutboundPunch } from '../../ports/connectors.ts';
import { type Trouble, troubleOf } from './answers.ts';
import type { FrappeClient } from './client.ts';
import { type FieldMap, ourValue } from './field-map.ts';
import type { SiteTime } from './site-time.ts';

export type Person =
  | { readonly is: 'found'; readonly record: Readonly<Record<string, unknown>> }
  | { readonly is: 'not'; readonly reason: 'personUnknown' | 'severalFound' }
  | { readonly is: 'troubled'; readonly trouble: Trouble };

const mostRemembered = 10_000;
const rememberedMs = 10 * 60_000;

/** Who a punch's card or member is at the site; whom it found it remembers for a while. */
export function personFinder(client: FrappeClient, map: FieldMap, clock: Clock) {
  const known = new Map<string, { readonly at: number; readonly person: Person }>();
  const wanted = map.fields.flatMap(({ is, text }) => (is === 'found' ? [text] : []));

  return {
    forget: (): void => known.clear(),

    async find(punch: OutboundPunch, time: SiteTime): Promise<Person> {
      const { lookUp } = map;
      if (!lookUp) return { is: 'found', record: {} };
      const value = ourValue(lookUp.is, punch, time);
      if (!value) return { is: 'not', reason: 'personUnknown' };
      const before = known.get(value);
      const now = clock.monotonicNow();
      if (before && now - before.at < rememberedMs) return before.person;
      const fields = [...new Set(['name', ...wanted])];
      const answer = await client.list(lookUp.doctype, { [lookUp.by]: value }, fields);
      if (answer.is !== 'listed') return { is: 'troubled', trouble: troubleOf(answer) };
      const [record, other] = answer.records;
      if (!record) return { is: 'not', reason: 'personUnknown' };
      if (other) return { is: 'not', reason: 'severalFound' };
      if (known.size >= mostRemembered) known.clear();
      known.set(value, { at: now, person: { is: 'found', record } });
      return { is: 'found', record };
    },
  };
}
