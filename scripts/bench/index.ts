import { backlogBench } from './backlog.ts';
import type { Bench } from './bench.ts';
import { blockBench } from './block.ts';
import { csvBench } from './csv.ts';
import { decisionBench } from './decision.ts';
import { fsyncCountBench } from './fsync-count.ts';
import { ingestBench } from './ingest.ts';
import { memoryBench } from './memory.ts';
import { settlementBench } from './settlement.ts';
import { venueBench } from './venue.ts';
import { writeTapBench } from './write-tap.ts';

/** Every bench, the quick ones first. A new one is a file here and a line in this list. */
export const benches: readonly Bench[] = [
  writeTapBench,
  fsyncCountBench,
  decisionBench,
  ingestBench,
  backlogBench,
  blockBench,
  csvBench,
  settlementBench,
  venueBench,
  memoryBench,
];
