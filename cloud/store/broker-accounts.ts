/** Whom a broker lets in. */
export interface BrokerAccount {
  readonly username: string;
  /** In Mosquitto's format. */
  readonly passwordHash: string;
}

export interface BrokerAccounts {
  readonly devices: readonly BrokerAccount[];
  /** Null: its password is not known here. */
  readonly aggregator: BrokerAccount | null;
  readonly aggregatorName: string;
}

/** The aggregator's name where the settings name none. */
export const aggregatorDefault = 'aggregator';
