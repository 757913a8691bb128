import { deafens, troubleText } from '../../shared/domain/trouble.ts';
import type { HelloMessage } from '../../shared/wire/messages.ts';
import type { Language } from './language.ts';

/** What a person has to know first: a door forced, cards unread, a door that stays shut, taps that cannot be kept. */
const kinds = ['alarm', 'reader', 'door', 'record', 'unbound', 'other', 'openHours'] as const;
export type TroubleKind = (typeof kinds)[number];

const kindOf = new Map<string, TroubleKind>([
  ['reader.fault', 'reader'],
  ['reader.lost', 'reader'],
  ['strike', 'door'],
  ['strike.fault', 'door'],
  ['journal', 'record'],
  ['disk.full', 'record'],
  ['reader.unbound', 'unbound'],
  ['door.forced', 'alarm'],
  ['door.heldOpen', 'alarm'],
  ['door.fire', 'alarm'],
  ['door.openHours', 'openHours'],
]);
/** One door does not stand for another. */
const eachCounts: ReadonlySet<TroubleKind> = new Set(['alarm', 'openHours']);
/** The link was down before the hello that says so arrived. */
const past = new Set(['link.down', 'cloud.silent', 'notClaimed']);

export interface Trouble {
  readonly kind: TroubleKind;
  readonly since: number;
  /** What to do. */
  readonly hint: Readonly<Record<Language, string>>;
}

/**
 * What a device says is wrong with it, one a kind but for alarms, the most urgent first; with an access point,
 * what is wrong there: a reader that another door lost is not its trouble.
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
    const alike = notes.filter(({ code }) => (kindOf.get(code) ?? 'other') === kind);
    const said = eachCounts.has(kind) ? alike : alike.slice(0, 1);
    return said.map(({ code, details = {}, hint, since }) => {
      // A device that is newer than this cloud knows codes of its own, and says them in English.
      const words = (language: Language) => troubleText(code, details, language) ?? hint;
      return { kind, since: Date.parse(since), hint: { fr: words('fr'), en: words('en') } };
    });
  });
}
