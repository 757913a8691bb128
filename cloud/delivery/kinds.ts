import { dokosKind } from '../connectors/dokos/kind.ts';
import { fedowKind } from '../connectors/fedow/kind.ts';
import { frappeKind } from '../connectors/frappe/kind.ts';
import type { ConnectionKind, ConnectorKind } from '../ports/connectors.ts';

/** Every other system we can speak to: a folder of cloud/connectors, and a line here. */
const kinds: Partial<Record<ConnectionKind, ConnectorKind>> = {
  dokos: dokosKind,
  fedow: fedowKind,
  frappe: frappeKind,
};

/** Null: nothing here speaks to it. */
export const kindOf = (kind: ConnectionKind): ConnectorKind | null => kinds[kind] ?? null;
