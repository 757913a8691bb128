import { type AuditFilter, auditKinds, auditVerbs } from '../ports/audit.ts';
import type { Principal } from './principal.ts';

interface Asked {
  readonly who?: string;
  readonly memberId?: string;
  readonly kind?: string;
  readonly verb?: string;
  /** Epoch ms; null: no bound. */
  readonly from: number | null;
  readonly to: number | null;
}

/** What was asked for, within their places; a kind or verb nobody knows narrows nothing. */
export function auditFilterOf(principal: Principal, asked: Asked): AuditFilter {
  const kind = auditKinds.find((one) => one === asked.kind);
  const verb = auditVerbs.find((one) => one === asked.verb);
  return {
    ...(asked.who && { who: asked.who }),
    ...(asked.memberId && { memberId: asked.memberId }),
    ...(kind && { kind }),
    ...(verb && { verb }),
    ...(asked.from !== null && { from: asked.from }),
    ...(asked.to !== null && { to: asked.to }),
    ...(principal.places !== '*' && { placeIds: principal.places }),
  };
}
