import type { HelloMessage } from '../../shared/wire/messages.ts';
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
  complete_until: 'bigint',
} as const;
const updates = Object.keys(columns)
  .slice(1, -1)
  .map((name) => `${name} = excluded.${name}`);
const helloTable = {
  table: 'device_state',
  columns,
  onConflict: `(device) DO UPDATE SET ${updates.join(', ')},
    complete_until = COALESCE(excluded.complete_until, device_state.complete_until)`,
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
      unsent === 0 ? receivedAt : null,
    ] satisfies Row,
  ]);
