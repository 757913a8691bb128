import type { RegistryTables } from './registry.ts';

/** Every table of the aggregator; each aspect adds its own file. */
export type Schema = RegistryTables;
