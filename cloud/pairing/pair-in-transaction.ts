import type { Database } from '../store/database.ts';
import { type Unit, unitOf } from '../store/rows.ts';
import type { Pairing } from './pair-passages.ts';

export type PairInTransaction = <T>(work: (unit: Unit) => Promise<T>) => Promise<T>;

/** A transaction that pairs: where it is undone, what pairing remembered of it is forgotten with it. */
export const pairInTransaction =
  (database: Database, pairing: Pairing): PairInTransaction =>
  async <T>(work: (unit: Unit) => Promise<T>): Promise<T> => {
    try {
      return await database.inTransaction((tx) => work(unitOf(database, tx)));
    } catch (err) {
      pairing.forget();
      throw err;
    }
  };
