import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { UnsettledPassage } from '../../ports/ledger.ts';
import { whoAsks } from '../api/resource.ts';
import { looked } from '../audit.ts';
import type { WebDeps } from '../deps.ts';
import { type ShownHolder, TimeTokensView } from '../ledger/time-tokens-view.tsx';
import { unsettledSeen } from '../ledger/unsettled-seen.ts';
import { askedText } from '../members/asked.ts';
import { html } from './forms.ts';
import { contextOf, pageOf } from './shell.tsx';

const hidden = { schema: { hide: true } };
const holdersShown = 50;
const unsettledShown = 20;

/** What waits for staff before it costs anything, and what everybody holds. */
export function timeTokensPage(app: FastifyInstance, deps: WebDeps): void {
  app.get('/time-tokens', hidden, async (request, reply) => {
    const context = contextOf(request);
    const query = request.query as Record<string, string>;
    const asked = String(query['q'] ?? '')
      .trim()
      .slice(0, 200);
    const cursorOf = (name: string) => textOrNull(query[name]);
    const unsettled = await unsettledSeen(deps, whoAsks(request.principal), {
      placeId: context.place?.id,
      page: { limit: unsettledShown, cursor: cursorOf('older') },
    });
    const holders = await holdersOf(asked, cursorOf('after'));
    await looked(deps, request, { kind: 'ledgerEntry', after: { q: askedText(asked) } });
    return html(
      reply,
      pageOf({
        context,
        title: context.words.timeTokens,
        section: 'settings',
        children: (
          <TimeTokensView
            context={context}
            asked={asked}
            holders={holders}
            unsettled={{
              items: await namesOf(unsettled.items, request),
              nextCursor: unsettled.nextCursor,
            }}
          />
        ),
      }),
    );
  });

  async function holdersOf(asked: string, cursor: string | null) {
    const page = { limit: holdersShown, cursor };
    if (asked === '') return deps.ledger.holders(page);
    const found = await deps.people.members(asked, page);
    const held = await deps.ledger.balancesOf(found.items.map(({ member }) => member.id));
    const items = found.items.map(({ member }): ShownHolder => {
      return { memberId: member.id, name: member.name, balance: held.get(member.id) ?? null };
    });
    return { ...found, items };
  }

  async function namesOf(items: readonly UnsettledPassage[], request: FastifyRequest) {
    const { places } = contextOf(request);
    const { items: areas } = await deps.registry.areas.list({ limit: 1000, cursor: null });
    return Promise.all(
      items.map(async (one) => {
        const member = one.memberId && (await deps.registry.members.find(one.memberId));
        const place = places.find(({ id }) => id === one.place);
        return {
          ...one,
          name: member ? member.name : null,
          timeZone: place?.timeZone ?? 'Europe/Paris',
          where: areas.find(({ id }) => id === one.area)?.name ?? place?.name ?? one.area,
        };
      }),
    );
  }
}

const textOrNull = (text: unknown): string | null =>
  typeof text === 'string' && /^[\w-]{1,400}$/.test(text) ? text : null;
