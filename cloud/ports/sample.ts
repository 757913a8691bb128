/** Where the sample year stands. */
export type SampleState =
  | { readonly kind: 'none' | 'removing' | 'failed' }
  /** `percent` 0 to 100. */
  | { readonly kind: 'making'; readonly percent: number }
  | { readonly kind: 'there'; readonly taps: number };

/** A year of a lively venue, at a place of its own; what is real is never touched. */
export interface SampleData {
  state(): Promise<SampleState>;
  /** Begins; `state` tells how far it is. Throws `conflict` while it is there or being made. */
  make(by: string): Promise<void>;
  /** Everything of it, and nothing else. Throws `conflict` while it is being made. */
  remove(by: string): Promise<void>;
}

/** What the sample is known by, wherever it shows. */
export const samplePlaceId = 'sample';
export const sampleDeviceId = 'sample-reader';
export const sampleMemberPrefix = 'sample_m_';
