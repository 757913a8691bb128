import type { Generated } from 'kysely';
import type { IncidentKind, StoredEntry } from '../../ports/journal.ts';

/** What the devices sent and the facts of its receipt. Times are epoch ms. */
export interface JournalTables {
  /** Written once. `copy`: its id was known already, from an epoch the device lost; never listed, never paired. */
  entry: {
    /** Its journal and seq; see `entryKey`. */
    key: number;
    copy: number;
    hash: string;
    /** Canonical JSON as it was hashed: as it was sent, without the hash. */
    body: string;
    received_at: number;
  };
  /** Entries by what their devices call them: for reading. */
  journal: JournalTables['entry'] & { device: string; epoch: string; seq: number };
  /** Where each id is, newest id last: the guard against pairing twice, and the order of the listings. */
  known_entry: {
    kind: StoredEntry['kind'];
    id: string;
    device: string;
    key: number;
    /** Of its access point; null for what happened at none. */
    place: string | null;
    /** The sequence a punch pairs in; null: in none. */
    area: string | null;
    person: string | null;
    occurred_at: number;
    estimated: number;
  };
  /** Everything up to here is stored, lost or a dead letter; locked first in every transaction. */
  mark: {
    /** The number of this device's epoch, ours and for ever. */
    journal: Generated<number>;
    device: string;
    epoch: string;
    up_to: number;
    hash: string;
  };
  lost: {
    device: string;
    epoch: string;
    from_seq: number;
    to_seq: number;
    reason: string;
    received_at: number;
  };
  /** One anchor a boot: wall clock minus monotonic clock. */
  boot: {
    device: string;
    boot: string;
    /** Of the first `synced` entry. */
    synced_anchor: number | null;
    /** The smallest `receivedAt - monoMs` of its batches and hellos. */
    received_anchor: number | null;
    /** When it first spoke itself; null: only its entries are known. */
    heard_at: number | null;
  };
  /** Where a boot's entries with an untrusted clock lie: what a better anchor has to time anew. */
  untimed: { device: string; boot: string; epoch: string; first_seq: number; last_seq: number };
  dead_letter: {
    id: string;
    device: string;
    epoch: string;
    from_seq: number;
    to_seq: number;
    reason: string;
    raw: string;
    received_at: number;
    /** The chain's hash before it, where known: what a retry checks it against. */
    prev: string | null;
    closed_at: number | null;
    closed_by: string | null;
    /** What was done about it. */
    note: string | null;
  };
  incident: {
    id: string;
    kind: IncidentKind;
    device: string | null;
    /** Where no device of it says so; null: its device does, or it concerns no place more than another. */
    place: string | null;
    at: number;
    /** JSON. */
    details: string;
    /** The same mishap told again is still one incident. */
    same: string;
    closed_at: number | null;
    closed_by: string | null;
    /** What was done about it. */
    note: string | null;
  };
  device_state: {
    device: string;
    last_seen_at: number | null;
    online: number;
    connection: number;
    boot: string | null;
    access_version: number;
    config_version: number;
    unsent: number;
    /** Everything it recorded until then is here. */
    complete_until: number | null;
    /** JSON of the last hello. */
    hello: string | null;
  };
}
