/** `malformed`: no value that it may have. The others: each fits by itself, and they do not go together. */
export type SettingFaultKind =
  | 'malformed'
  | 'filledTwice'
  | 'nothingLookedUp'
  | 'foundWhat'
  | 'timeMissing'
  | 'whoMissing';

/** One thing wrong with the settings of a connection. */
export interface SettingFault {
  /** Its path: `target.fields.2.theirs`. Empty: the settings as a whole. */
  readonly setting: string;
  readonly why: SettingFaultKind;
  /** The same in an English sentence. */
  readonly says: string;
}
