import type { HelloMessage } from '../../shared/wire/messages.ts';

/** What a person has to know first: cards unread, a door that stays shut, taps that cannot be kept. */
const kinds = ['reader', 'door', 'record', 'unbound', 'other'] as const;
export type TroubleKind = (typeof kinds)[number];

const kindOf = new Map<string, TroubleKind>([
  ['reader.fault', 'reader'],
  ['reader.lost', 'reader'],
  ['strike', 'door'],
  ['strike.fault', 'door'],
  ['journal', 'record'],
  ['disk.full', 'record'],
  ['reader.unbound', 'unbound'],
]);
/** The link was down before the hello that says so arrived. */
const past = new Set(['link.down', 'notClaimed']);

export interface Trouble {
  readonly kind: TroubleKind;
  readonly since: number;
  /** What to do, in the device's own words, which are English. */
  readonly hint: string;
}

/** What a device says is wrong with it, one a kind, the most urgent first. */
export function troublesOf(hello: HelloMessage | null): readonly Trouble[] {
  const notes = (hello?.health ?? []).filter(({ code }) => !past.has(code));
  return kinds.flatMap((kind) => {
    const [note] = notes.filter(({ code }) => (kindOf.get(code) ?? 'other') === kind);
    return note ? [{ kind, since: Date.parse(note.since), hint: note.hint }] : [];
  });
}
