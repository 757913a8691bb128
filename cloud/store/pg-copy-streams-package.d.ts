/** The part of pg-copy-streams that is used; the package brings no types. */
declare module 'pg-copy-streams' {
  import type { Readable } from 'node:stream';
  import type { Submittable } from 'pg';

  /** What `COPY … TO STDOUT` sends, as `client.query` answers it. */
  export function to(text: string): Submittable & Readable;
}
