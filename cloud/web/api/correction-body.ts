import { type Static, Type } from 'typebox';
import { directions } from '../../../shared/domain/access-point.ts';
import { parseUid } from '../../../shared/domain/card.ts';
import type { Correction, CorrectionChange } from '../../../shared/domain/correction.ts';
import { holds } from '../access.ts';
import type { Principal } from '../principal.ts';
import { InvalidInput } from '../validation.ts';
import { InstantText, instantOf, isoOf } from './instant.ts';
import { body, fields, Id, oneOf, orNull } from './schemas.ts';

const kinds = ['addExit', 'addEntry', 'voidPunch', 'setDirection', 'assignCard'] as const;

const closed = { additionalProperties: false };

/** Flat, as people write it; which fields a kind needs is checked afterwards, by name. */
export const correctionBody = body({
  kind: oneOf(kinds),
  reason: Type.String({ minLength: 1, maxLength: 500, pattern: '\\S' }),
  punchId: Type.Optional(Id),
  at: Type.Optional(InstantText),
  direction: Type.Optional(oneOf(directions)),
  uid: Type.Optional(fields.cards.uid),
  memberId: Type.Optional(Id),
  from: Type.Optional(orNull(InstantText)),
  to: Type.Optional(orNull(InstantText)),
  /** Of an added end: the end that the passage has by now, tapped or added, counts no more. */
  replaces: Type.Optional(Type.Boolean()),
  /** The passage as it was looked at: `version` is what reading its corrections answers. */
  seen: Type.Optional(
    Type.Object({ passageId: Id, version: Type.String({ maxLength: 64 }) }, closed),
  ),
});
export type CorrectionBody = Static<typeof correctionBody>;

/** Throws `InvalidInput` naming the field that the kind lacks. */
export function changeOf(wanted: CorrectionBody): CorrectionChange {
  const needed = <K extends keyof CorrectionBody>(field: K): NonNullable<CorrectionBody[K]> => {
    const value = wanted[field];
    if (value === undefined || value === null) {
      throw new InvalidInput('body', [{ field, expected: `is missing for ${wanted.kind}` }]);
    }
    return value;
  };
  const bound = (field: 'from' | 'to') => {
    const text = wanted[field];
    return text === undefined || text === null ? null : instantOf(field, text);
  };
  switch (wanted.kind) {
    case 'addExit':
    case 'addEntry':
      return { kind: wanted.kind, punchId: needed('punchId'), at: instantOf('at', needed('at')) };
    case 'voidPunch':
      return { kind: wanted.kind, punchId: needed('punchId') };
    case 'setDirection':
      return { kind: wanted.kind, punchId: needed('punchId'), direction: needed('direction') };
    case 'assignCard':
      return {
        kind: wanted.kind,
        uid: uidOf(needed('uid')),
        memberId: needed('memberId'),
        from: bound('from'),
        to: bound('to'),
      };
  }
}

function uidOf(text: string): string {
  const uid = parseUid(text);
  if (uid.ok) return uid.value;
  throw new InvalidInput('body', [{ field: 'uid', expected: 'must be 8, 14 or 20 hex digits' }]);
}

/** The card's uid is a key to copy: only who holds `cards:uid` reads it back. */
export const shownCorrection = (correction: Correction, principal: Principal) => {
  const { madeAt, ...rest } = correction;
  const times: Record<string, string | null> = { madeAt: isoOf(madeAt) };
  if ('at' in correction) times['at'] = isoOf(correction.at);
  if (correction.kind === 'assignCard') {
    times['from'] = correction.from === null ? null : isoOf(correction.from);
    times['to'] = correction.to === null ? null : isoOf(correction.to);
  }
  const isHidden = 'uid' in correction && !holds(principal, 'cards:uid');
  return { ...rest, ...times, ...(isHidden && { uid: null }) };
};
