/** What devices were told: the lists and configs as signed. All of it can be built again from the registry. */
export interface AccessTables {
  /** One list a place; `list` is the place's id. */
  access_list: {
    list: string;
    /** 0 before the first was signed. */
    version: number;
    digest: string;
    /** The 256 bucket digests, base64. */
    buckets: string;
    jws: string;
  };
  /** The cards of a list, and when each changed last: the rows above a version are the difference from it. */
  access_list_card: {
    list: string;
    uid: string;
    bucket: number;
    /** Canonical JSON of the `AccessEntry`; null: taken off the list. */
    body: string | null;
    version: number;
  };
  /** The versions a difference can start from. */
  access_list_version: { list: string; version: number; digest: string };
  device_config: {
    device: string;
    version: number;
    /** Canonical JSON of the config but for its version, to see whether it changed. */
    body: string;
    jws: string;
  };
}
