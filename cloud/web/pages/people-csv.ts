import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { peopleFile, peopleLine } from '../../../shared/domain/csv.ts';
import type { CardRecord, Page } from '../../ports/registry.ts';
import { holds } from '../access.ts';
import { whoAsks } from '../api/resource.ts';
import { audit } from '../audit.ts';
import { theirConnection } from '../connections/keep-connections.ts';
import type { WebDeps } from '../deps.ts';
import { contextOf } from './shell.tsx';

const hidden = { schema: { hide: true } };
const pageSize = 500;

/** Members, cards and names in another system, as a spreadsheet opens them; the import understands the titles again. */
export function peopleCsv(app: FastifyInstance, deps: WebDeps): void {
  const { people, registry } = deps;

  app.get('/members.csv', hidden, async (request, reply) => {
    const { words } = contextOf(request);
    const groupsOf = await groupNames();
    const homeOf = await homeNames();
    await audit(deps, request, { verb: 'exported', kind: 'member' });
    const header = [
      'id',
      words.name,
      'e-mail',
      words.groups,
      words.validFrom,
      words.validUntil,
      words.cards,
      words.homePlace,
    ];
    return send(reply, 'members.csv', header, async function* () {
      for await (const { member, cards } of every((page) => people.members('', page))) {
        const numbers = cards.flatMap(({ number, memberId }) =>
          memberId === member.id ? (number ?? []) : [],
        );
        yield [
          member.id,
          member.name,
          member.email ?? '',
          (groupsOf.get(member.id) ?? []).join(', '),
          member.validFrom ?? '',
          member.validUntil ?? '',
          numbers.join(', '),
          homeOf(member),
        ];
      }
    });
  });

  app.get('/cards.csv', hidden, async (request, reply) => {
    const { words } = contextOf(request);
    const mayRead = holds(whoAsks(request.principal), 'cards:uid');
    await audit(deps, request, { verb: 'exported', kind: 'card' });
    const header = [
      'id',
      ...(mayRead ? ['uid', 'tag'] : []),
      words.cardNumber2,
      'member id',
      words.name,
      'state',
      words.validFrom,
      words.validUntil,
      words.homePlace,
    ];
    const homeOf = await homeNames();
    return send(reply, 'cards.csv', header, async function* () {
      const names = new Map<string, string>();
      for await (const card of every((page) => people.cards({ text: '' }, page))) {
        const holder = card.memberId ?? '';
        if (holder !== '' && !names.has(holder)) {
          names.set(holder, (await registry.members.find(holder))?.name ?? '');
        }
        yield [
          card.id,
          ...(mayRead ? [card.uid ?? '', card.tag8] : []),
          card.number ?? '',
          holder,
          names.get(holder) ?? '',
          stateOf(card),
          card.validFrom ?? '',
          card.validUntil ?? '',
          homeOf(card),
        ];
      }
    });
  });

  app.get('/connections/:id/known-as.csv', hidden, async (request, reply) => {
    const { words } = contextOf(request);
    const { id, placeId } = await theirConnection(deps, request);
    const names = await deps.sharedMembers.knownAs(id);
    await audit(deps, request, {
      verb: 'exported',
      kind: 'member',
      placeId,
      after: { connection: id },
    });
    const header = ['member id', words.name, 'e-mail', words.importField_knownAs];
    return send(reply, 'known-as.csv', header, async function* () {
      for await (const { member } of every((page) => people.members('', page)))
        yield [member.id, member.name, member.email ?? '', names.get(member.id) ?? ''];
    });
  });

  async function homeNames() {
    const { items } = await registry.places.list({ limit: 1000, cursor: null });
    const names = new Map(items.map(({ id, name }) => [id, name]));
    return ({ homePlaceId }: { readonly homePlaceId: string | null }): string =>
      homePlaceId === null ? '' : (names.get(homePlaceId) ?? '');
  }

  async function groupNames(): Promise<ReadonlyMap<string, readonly string[]>> {
    const { items } = await registry.groups.list({ limit: 1000, cursor: null });
    const names = new Map<string, string[]>();
    for (const { name, memberIds } of items) {
      for (const id of memberIds) names.set(id, [...(names.get(id) ?? []), name]);
    }
    return names;
  }
}

const stateOf = ({ state }: CardRecord): string => state;

/** Everything, a page at a time: an export never holds the whole list. */
async function* every<T>(
  read: (page: { limit: number; cursor: string | null }) => Promise<Page<T>>,
): AsyncGenerator<T> {
  let cursor: string | null = null;
  do {
    const page: Page<T> = await read({ limit: pageSize, cursor });
    yield* page.items;
    cursor = page.nextCursor;
  } while (cursor !== null);
}

async function send(
  reply: FastifyReply,
  name: string,
  header: readonly string[],
  rows: () => AsyncGenerator<readonly string[]>,
): Promise<FastifyReply> {
  async function* text() {
    yield peopleFile([header]);
    for await (const row of rows()) yield peopleLine(row);
  }
  return reply
    .header('content-disposition', `attachment; filename="${name}"`)
    .type('text/csv; charset=utf-8')
    .send(Readable.from(text()));
}
