import { failure } from '../../../shared/runtime/errors.ts';
import {
  type Duty,
  type Right,
  type Role,
  rights,
  type Scope,
  scopes,
} from '../../ports/identity.ts';
import { holds, suffices } from '../access.ts';
import { mayAt, type Principal } from '../principal.ts';

/** Nobody gives away more than they have: no higher role, no place that is not theirs, no right they lack. */
export function assertMayGive(principal: Principal, duty: Duty): void {
  const isTooMuch =
    !suffices(principal.role, duty.role) ||
    !covers(principal, duty.places) ||
    duty.rights.some((right) => !holds(principal, right));
  if (isTooMuch) throw failure('tooMuchToGive');
}

/** Whether all those places are theirs. */
export const covers = (principal: Principal, places: Duty['places']): boolean =>
  principal.places === '*' || (places !== '*' && places.every((place) => mayAt(principal, place)));

/** What a token of theirs may be given, in the order of the list. */
export const scopesToGive = (principal: Principal): readonly Scope[] =>
  scopes.filter((scope) => {
    if (scope === 'cards:uid' || scope === 'hours:read') return holds(principal, scope);
    if (scope === 'setup:write') return principal.role === 'admin';
    return scope === 'read' || principal.role !== 'viewer';
  });

export const rightsToGive = (principal: Principal): readonly Right[] =>
  rights.filter((right) => holds(principal, right));

export const rolesToGive = (principal: Principal): readonly Role[] =>
  (['viewer', 'staff', 'admin'] as const).filter((role) => suffices(principal.role, role));
