import type { AuditKind } from '../ports/audit.ts';
import type { Grant, Page, Registry, Repository } from '../ports/registry.ts';
import { isTheirs } from './place-scope.ts';
import type { Principal } from './principal.ts';

/** What still uses a record that somebody wants to end. */
export interface UsedBy {
  readonly kind: AuditKind;
  readonly id: string;
  /** Empty: it has none; a grant is said as a sentence. */
  readonly name: string;
  readonly grant?: Grant;
}

/** Where the page of one is. */
export const pageOfKind: Partial<Record<AuditKind, string>> = {
  area: '/areas',
  door: '/doors',
  accessPoint: '/access-points',
  device: '/devices',
  schedule: '/schedules',
  grant: '/grants',
  asset: '/items/assets',
  item: '/items',
  pointOfSale: '/points-of-sale',
  member: '/members',
  card: '/cards',
};

/**
 * What uses it and may be seen by whoever asks. Of the rest they are told no more than that there is some; what was
 * recorded of it is no record of the registry either.
 */
export async function usersOf(
  registry: Registry,
  principal: Principal,
  kind: string,
  id: string,
): Promise<readonly UsedBy[]> {
  const users: UsedBy[] = [];
  const ask = async <T extends { readonly id: string }>(
    repository: Repository<T>,
    uses: (record: T) => boolean,
  ) => {
    for await (const record of every(repository)) {
      if (!uses(record) || !isTheirs(principal, repository.kind, record)) continue;
      const name = 'name' in record && typeof record.name === 'string' ? record.name : '';
      const grant = repository.kind === 'grant' && { grant: record as unknown as Grant };
      users.push({ kind: repository.kind as AuditKind, id: record.id, name, ...grant });
    }
  };
  const { accessPoints, areas, assets, cards, devices, doors, grants } = registry;
  const { items, members, pointsOfSale, schedules } = registry;
  switch (kind) {
    case 'schedule':
      await ask(grants, ({ scheduleId }) => scheduleId === id);
      await ask(doors, ({ openingScheduleId }) => openingScheduleId === id);
      await ask(accessPoints, ({ pinScheduleId }) => pinScheduleId === id);
      break;
    case 'area':
      await ask(accessPoints, ({ area }) => area === id);
      break;
    case 'door':
      await ask(accessPoints, ({ doorId }) => doorId === id);
      break;
    case 'device':
      await ask(accessPoints, ({ deviceId }) => deviceId === id);
      break;
    case 'asset':
      await ask(items, ({ assetId, state }) => assetId === id && state === 'active');
      break;
    case 'item':
      await ask(accessPoints, ({ itemId }) => itemId === id);
      break;
    case 'place': {
      const isThere = ({ placeId }: { readonly placeId: string | null }) => placeId === id;
      await ask(devices, isThere);
      await ask(accessPoints, isThere);
      await ask(doors, isThere);
      await ask(areas, isThere);
      await ask(schedules, isThere);
      await ask(grants, isThere);
      await ask(items, isThere);
      await ask(assets, isThere);
      await ask(pointsOfSale, isThere);
      await ask(members, ({ homePlaceId }) => homePlaceId === id);
      await ask(cards, ({ homePlaceId }) => homePlaceId === id);
      break;
    }
    default:
  }
  return users;
}

async function* every<T extends { readonly id: string }>(
  repository: Repository<T>,
): AsyncGenerator<T> {
  let cursor: string | null = null;
  do {
    const page: Page<T> = await repository.list({ limit: 500, cursor });
    yield* page.items;
    cursor = page.nextCursor;
  } while (cursor !== null);
}

/** For a program that was refused: the kind is told by the registry in words of its own. */
export async function usedByOf(
  registry: Registry,
  principal: Principal | null,
  { what, id }: Readonly<Record<string, unknown>>,
): Promise<readonly Omit<UsedBy, 'grant'>[]> {
  if (principal === null) return [];
  const kind = String(what).replace(/ (\w)/g, (_, letter: string) => letter.toUpperCase());
  const users = await usersOf(registry, principal, kind, String(id));
  return users.map(({ grant: _, ...said }) => said);
}
