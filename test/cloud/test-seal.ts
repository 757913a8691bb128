import { secondStepSeal } from '../../cloud/store/second-step-seal.ts';
import { newKeyPair } from '../../shared/wire/keys.ts';

/** Second steps closed by a key of this run. */
export const testSeal = secondStepSeal(newKeyPair().privateKey);
