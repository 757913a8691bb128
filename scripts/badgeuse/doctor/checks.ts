import { credentialsCheck } from './credentials-check.ts';
import { emergencyCheck } from './emergency-check.ts';
import type { Check } from './finding.ts';
import { brokerCheck, claimCheck, cloudCheck } from './link-check.ts';
import { clockCheck, diskCheck, gpioCheck } from './machine-check.ts';
import { programCheck } from './program-check.ts';
import { readerCheck } from './reader-check.ts';

/** In the order one mends things: without the program nothing else can be looked at. */
export const checks: readonly Check[] = [
  programCheck,
  readerCheck,
  gpioCheck,
  clockCheck,
  diskCheck,
  cloudCheck,
  brokerCheck,
  claimCheck,
  credentialsCheck,
  emergencyCheck,
];
