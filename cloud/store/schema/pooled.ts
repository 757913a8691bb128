import type { Direction } from '../../../shared/domain/access-point.ts';
import type { Person } from '../../../shared/domain/punch.ts';
import type { BlockVerdictKept } from '../../ports/fedow-pool.ts';

/** What was read back of a Fedow. Times are epoch ms. */
export interface PooledTables {
  fedow_reading: {
    connection: string;
    asset: string;
    asset_name: string;
    /** Null: it is nobody's. */
    origin_name: string | null;
    is_origin: number;
    /** By their clock: what was recorded before is here. */
    read_until: number;
    /** When all was read last; null: never yet. */
    read_at: number | null;
    /** A code of the error registry, of the last try. */
    problem: string | null;
  };
  fedow_venue: {
    /** As the place of its passages. */
    id: string;
    connection: string;
    asset: string;
    name: string;
  };
  fedow_block: {
    connection: string;
    uuid: string;
    asset: string;
    /** When they received it. */
    at: number;
    previous: string;
    hash: string;
    /** Null: it was not judged yet. */
    verdict: BlockVerdictKept | null;
  };
  fedow_punch: {
    connection: string;
    uuid: string;
    venue: string;
    person: Person;
    /** Of a card of ours; else its tag, or what stands for no card. */
    card_uid: string;
    at: number;
    received_at: number;
    /** `at` is when they received it. */
    estimated: number;
    direction: Direction;
  };
}
