import { keptStatement, type Unit } from './rows.ts';

const version = {};

/**
 * A number that is another one once somebody else committed to the same SQLite file: a command beside the cloud, or
 * a backup put back. Read inside a transaction, behind which nobody else writes. PostgreSQL: always 0, nothing is
 * remembered there.
 */
export const writesOfOthers = ({ sqlite }: Unit): number =>
  sqlite
    ? Number(
        keptStatement(sqlite, version, () => 'PRAGMA data_version')
          .pluck()
          .get(),
      )
    : 0;
