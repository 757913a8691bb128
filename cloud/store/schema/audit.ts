import type { AuditKind, AuditVerb } from '../../ports/audit.ts';

export interface AuditTables {
  audit: {
    seq: number;
    at: number;
    who: string;
    verb: AuditVerb;
    kind: AuditKind;
    subject: string | null;
    place: string | null;
    member_id: string | null;
    /** JSON `{before, after}`; null: nothing to say, or erased. */
    details: string | null;
    /** Of the details as they were written: the chain holds when they are erased. */
    details_hash: string;
    hash: string;
  };
  /** One row: taking it is what puts writers in order. */
  audit_head: { only_one: number; seq: number; hash: string; purge_before: number };
}
