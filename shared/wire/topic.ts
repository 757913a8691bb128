/** Every topic of the protocol (`wire.md`); no other file spells one. */
const root = 'badgeuse/v1/devices';

export const upKinds = ['status', 'hello', 'journal', 'result'] as const;
export type UpKind = (typeof upKinds)[number];

export const downKinds = ['ack', 'access', 'confirm', 'config', 'state', 'command'] as const;
export type DownKind = (typeof downKinds)[number];

/** Client id, user name and topic level in one: nothing a topic filter could read as a wildcard. */
export const deviceIdPattern = /^[a-z0-9-]{1,32}$/;

export const upTopic = (device: string, kind: UpKind): string => `${root}/${device}/up/${kind}`;
export const downTopic = (device: string, kind: DownKind): string =>
  `${root}/${device}/down/${kind}`;

/** What a device subscribes to, and all it may read. */
export const downFilter = (device: string): string => `${root}/${device}/down/#`;
/** All a device may write. */
export const upOf = (device: string): string => `${root}/${device}/up/#`;
/** What the aggregator subscribes to. */
export const upFilter = upOf('+');

/** One kind from every device. */
export const upKindFilter = (kind: UpKind): string => `${root}/+/up/${kind}`;
/** The same, each message to one of several aggregators only. */
export const sharedUpKindFilter = (kind: UpKind): string =>
  `$share/aggregator/${upKindFilter(kind)}`;

/** The device and kind an `up` topic names, or null when it is not one of ours. */
export function parseUpTopic(topic: string): { device: string; kind: UpKind } | null {
  const found = /^badgeuse\/v1\/devices\/([a-z0-9-]{1,32})\/up\/([a-z]+)$/.exec(topic);
  const kind = upKinds.find((k) => k === found?.[2]);
  return found?.[1] && kind ? { device: found[1], kind } : null;
}

/** The device and kind a `down` topic names, or null when it is not one of ours. */
export function parseDownTopic(topic: string): { device: string; kind: DownKind } | null {
  const found = /^badgeuse\/v1\/devices\/([a-z0-9-]{1,32})\/down\/([a-z]+)$/.exec(topic);
  const kind = downKinds.find((k) => k === found?.[2]);
  return found?.[1] && kind ? { device: found[1], kind } : null;
}
