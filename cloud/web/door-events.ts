import type { GivenCommand } from '../ports/commands.ts';
import type { DoorEventKind, DoorEventRecord } from '../ports/door-events.ts';
import type { PageRequest } from '../ports/journal.ts';
import type { DeviceRecord, DoorRecord, Page } from '../ports/registry.ts';
import type { WebDeps } from './deps.ts';
import { mayAt, type Principal } from './principal.ts';
import { type CommandState, stateOf } from './unlock-door.ts';
import { whoGave } from './who-gave.ts';

/** What happened at doors, for those who may see it: one rule for the page and the API. */

export interface AskedOfDoors {
  /** Of one place; left out: of all that are theirs. */
  readonly placeId?: string;
  readonly doorId?: string;
  readonly kind?: DoorEventKind;
  /** Epoch ms; null: no bound. */
  readonly from: number | null;
  readonly to: number | null;
}

/** An event with what the registry and the commands add to it. */
export interface ToldAtDoor extends DoorEventRecord {
  readonly deviceName: string;
  /** Null: it is known no more, or the event is of no door. */
  readonly doorRecord: DoorRecord | null;
  /** Null: the device is known no more. */
  readonly placeId: string | null;
  /** Unlocked from afar: who, why, and what came of it. */
  readonly command: (GivenCommand & { readonly state: CommandState; readonly who: string }) | null;
}

type Parts = Pick<WebDeps, 'registry' | 'doorEvents' | 'commands' | 'accounts' | 'clock'>;
const all = { limit: 1000, cursor: null };

export async function theirDoorEvents(
  parts: Parts,
  principal: Principal,
  { placeId, doorId, kind, from, to }: AskedOfDoors,
  page: PageRequest,
): Promise<Page<ToldAtDoor>> {
  const { registry, doorEvents } = parts;
  const devices = (await registry.devices.list(all)).items;
  const isAsked = (place: string) =>
    mayAt(principal, place) && (placeId === undefined || placeId === place);
  const theirs = devices.filter((device) => isAsked(device.placeId)).map(({ id }) => id);
  const isAnywhere = principal.places === '*' && placeId === undefined;
  const { items, nextCursor } = await doorEvents.list(
    {
      ...(!isAnywhere && { devices: theirs }),
      ...(doorId !== undefined && { door: doorId }),
      ...(kind !== undefined && { kind }),
      ...(from !== null && { from }),
      ...(to !== null && { to }),
    },
    page,
  );
  const doors = new Map((await registry.doors.list(all)).items.map((door) => [door.id, door]));
  // A device may have hung elsewhere once: its doors of then are none of theirs.
  const seen = items.filter(({ door }) => {
    const known = door === null ? undefined : doors.get(door);
    return known === undefined || isAsked(known.placeId);
  });
  return { items: await tell(parts, seen, { devices, doors }), nextCursor };
}

async function tell(
  { commands, accounts, clock }: Parts,
  items: readonly DoorEventRecord[],
  known: {
    readonly devices: readonly DeviceRecord[];
    readonly doors: ReadonlyMap<string, DoorRecord>;
  },
): Promise<readonly ToldAtDoor[]> {
  const ids = items.flatMap(({ cause }) => (cause?.by === 'command' ? [cause.commandId] : []));
  const found = await Promise.all([...new Set(ids)].map((id) => commands.find(id)));
  const given = new Map(found.flatMap((one) => (one ? [[one.id, one] as const] : [])));
  const names = await whoGave(
    accounts,
    [...given.values()].map(({ by }) => by),
  );
  const now = clock.now();
  return items.map((item) => {
    const command = item.cause?.by === 'command' ? given.get(item.cause.commandId) : undefined;
    const doorRecord = item.door === null ? null : (known.doors.get(item.door) ?? null);
    const device = known.devices.find(({ id }) => id === item.device);
    return {
      ...item,
      doorRecord,
      deviceName: device?.name ?? item.device,
      placeId: doorRecord?.placeId ?? device?.placeId ?? null,
      command: command
        ? { ...command, state: stateOf(command, now), who: names.get(command.by) ?? command.by }
        : null,
    };
  });
}
