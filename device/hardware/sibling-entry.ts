import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * The file of a child process that lies beside the caller: `.js` when built, `.ts` when run from source
 * (Node strips the types itself).
 */
export const siblingEntry = (importMetaUrl: string, name: string): string =>
  fileURLToPath(new URL(`./${name}${extname(new URL(importMetaUrl).pathname)}`, importMetaUrl));
