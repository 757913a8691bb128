import type { HelloMessage, StatusMessage } from '../../shared/wire/messages.ts';
import { askOne, insertRows, type Row, type Unit } from './rows.ts';

interface StateRow {
  boot: string | null;
  connection: number;
  online: number;
}
const state = {
  parameters: { device: 'text' },
  sql: 'SELECT boot, connection, online FROM device_state WHERE device = @device',
} as const;

export async function readDeviceState(unit: Unit, device: string): Promise<StateRow | null> {
  const [row] = await askOne<StateRow>(unit, state, [device]);
  return row ?? null;
}

const columns = {
  device: 'text',
  last_seen_at: 'bigint',
  online: 'smallint',
  boot: 'text',
  access_version: 'bigint',
  config_version: 'bigint',
  unsent: 'bigint',
  hello: 'text',
} as const;
const updates = Object.keys(columns)
  .slice(1)
  .map((name) => `${name} = excluded.${name}`);
const helloTable = {
  table: 'device_state',
  columns,
  onConflict: `(device) DO UPDATE SET ${updates.join(', ')}`,
} as const;

/** A hello says that the device is there, whatever any status said. */
export const writeHello = (
  unit: Unit,
  device: string,
  hello: HelloMessage,
  unsent: number,
  receivedAt: number,
) =>
  insertRows(unit, helloTable, [
    [
      device,
      receivedAt,
      1,
      hello.boot,
      hello.accessVersion,
      hello.configVersion,
      unsent,
      JSON.stringify(hello),
    ] satisfies Row,
  ]);

/** An `offline` counts only if it names the newest birth: a late will must not end a newer connection. */
export async function writeStatus(
  unit: Unit,
  device: string,
  status: StatusMessage,
): Promise<void> {
  const known = await readDeviceState(unit, device);
  if (status.connection < (known?.connection ?? 0)) return;
  await unit.tx
    .insertInto('device_state')
    .values({
      device,
      online: status.online ? 1 : 0,
      connection: status.connection,
      last_seen_at: null,
      boot: status.boot,
      access_version: 0,
      config_version: 0,
      unsent: 0,
      hello: null,
    })
    .onConflict((conflict) =>
      conflict
        .column('device')
        .doUpdateSet({ online: status.online ? 1 : 0, connection: status.connection }),
    )
    .execute();
}
