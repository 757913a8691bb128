import { deafens, troubleText } from '../../shared/domain/trouble.ts';
import type { HelloMessage } from '../../shared/wire/messages.ts';
import type { Language } from './language.ts';

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
  /** What to do. */
  readonly hint: Readonly<Record<Language, string>>;
}

/**
 * What a device says is wrong with it, one a kind, the most urgent first; with an access point, what is wrong
 * there: a reader that another door lost is not its trouble.
 */
export function troublesOf(hello: HelloMessage | null, accessPoint?: string): readonly Trouble[] {
  const notes = (hello?.health ?? []).filter(
    (note) =>
      !past.has(note.code) &&
      (accessPoint === undefined ||
        kindOf.get(note.code) !== 'reader' ||
        deafens(note, accessPoint)),
  );
  return kinds.flatMap((kind) => {
    const [note] = notes.filter(({ code }) => (kindOf.get(code) ?? 'other') === kind);
    if (!note) return [];
    const { code, details = {}, hint } = note;
    // A device that is newer than this cloud knows codes of its own, and says them in English.
    const words = (language: Language) => troubleText(code, details, language) ?? hint;
    return [{ kind, since: Date.parse(note.since), hint: { fr: words('fr'), en: words('en') } }];
  });
}
