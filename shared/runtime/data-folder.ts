import { join } from 'node:path';

/** Where each part keeps its files below the data folder; the one place that spells these names. */
export interface DataFolder {
  readonly cloud: string;
  /** The cloud's SQLite store, where no `BADGEUSE_DATABASE_URL` is given. */
  readonly cloudStore: string;
  /** What devices believe; no backup is whole without it. */
  readonly signingKey: string;
  readonly device: string;
  /**
   * Lets this machine's `badgeuse tap` tap the simulated reader; new at every start of the device,
   * mode 0600.
   */
  readonly tapToken: string;
  /**
   * While the device waits to be let in: `{"userCode":"ABCD-EFGH","fingerprint":"…"}`, mode 0600.
   * `badgeuse doctor` shows it, the demo approves it.
   */
  readonly claim: string;
  /** Hashes of the emergency page's codes, and which of them were used; mode 0600. */
  readonly emergencyCodes: string;
  readonly emergencyUsed: string;
  /** Every line change, where the lines are simulated. */
  readonly gpioLog: string;
}

export const dataFolder = (dataDir: string): DataFolder => ({
  cloud: join(dataDir, 'cloud'),
  cloudStore: join(dataDir, 'cloud', 'cloud.db'),
  signingKey: join(dataDir, 'cloud', 'signing-key.pem'),
  device: join(dataDir, 'device'),
  tapToken: join(dataDir, 'device', 'tap-token'),
  claim: join(dataDir, 'device', 'claim.json'),
  emergencyCodes: join(dataDir, 'device', 'emergency-codes.json'),
  emergencyUsed: join(dataDir, 'device', 'emergency-used.json'),
  gpioLog: join(dataDir, 'device', 'gpio.jsonl'),
});
