import type { ImportKind, ImportReport } from './imports.ts';

/** A file somebody sent, between the look at it and the yes. Forgotten after a day. */
export interface ImportFile {
  readonly id: string;
  readonly kind: ImportKind;
  readonly name: string;
  readonly state: 'looked' | 'running' | 'done' | 'failed';
  readonly report: ImportReport | null;
  readonly problem: string | null;
}

/** Files that wait; each is its sender's alone. */
export interface ImportFiles {
  keep(
    file: { readonly kind: ImportKind; readonly name: string; readonly content: Buffer },
    report: ImportReport,
    by: string,
    now: number,
  ): Promise<ImportFile>;
  /** Throws `notFound` for anybody else's, and for one of more than a day. */
  get(id: string, by: string): Promise<ImportFile>;
  content(id: string, by: string): Promise<Buffer>;
  /** From `looked` to `running`, once: false for whoever comes second. */
  begin(id: string): Promise<boolean>;
  end(
    id: string,
    became: { readonly state: 'looked' | 'done' | 'failed' } & Partial<
      Pick<ImportFile, 'report' | 'problem'>
    >,
  ): Promise<void>;
}
