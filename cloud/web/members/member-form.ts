import type { FastifyRequest } from 'fastify';
import type { Member } from '../../ports/registry.ts';
import type { Words } from '../language.ts';
import { formOf } from '../pages/forms.ts';

type Typed = Omit<Member, 'id'>;

/** What was typed, and the groups that were ticked. */
export function readMemberForm(request: FastifyRequest): {
  readonly typed: Typed;
  readonly chosen: readonly string[];
  readonly homeWasWrong: boolean;
} {
  const { name, email, validFrom, validUntil, homePlaceId, homeWasWrong } = formOf(
    request,
    'name',
    'email',
    'validFrom',
    'validUntil',
    'homePlaceId',
    'homeWasWrong',
  );
  const groups = (request.body as { groups?: string | string[] }).groups ?? [];
  return {
    typed: {
      name: name.slice(0, 200),
      email: email || null,
      validFrom: validFrom || null,
      validUntil: validUntil || null,
      homePlaceId: homePlaceId || null,
    },
    homeWasWrong: homeWasWrong !== '',
    chosen: [groups].flat().filter((id) => typeof id === 'string'),
  };
}

export function memberFormErrors(typed: Typed, words: Words): Readonly<Record<string, string>> {
  const { name, email, validFrom, validUntil } = typed;
  const isReversed = validFrom !== null && validUntil !== null && validFrom > validUntil;
  return {
    ...(name === '' && { name: words.errorNameMissing }),
    ...(email !== null && !/^[^@\s]+@[^@\s]+$/.test(email) && { email: words.errorEmail }),
    ...(validFrom !== null && !isDay(validFrom) && { validFrom: words.errorDay }),
    ...(isReversed && { validUntil: words.errorDaysReversed }),
    ...(validUntil !== null && !isDay(validUntil) && { validUntil: words.errorDay }),
  };
}

export function isDay(text: string): boolean {
  try {
    return Temporal.PlainDate.from(text, { overflow: 'reject' }).toString() === text;
  } catch {
    return false;
  }
}
