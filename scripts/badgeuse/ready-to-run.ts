import { accessSync, constants, mkdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { errorCodeOf, failure } from '../../shared/runtime/errors.ts';
import type { Settings } from '../../shared/runtime/settings.ts';

/**
 * What no part can do without, looked at before one is started: throws `dataFolderUnusable` or `listenUnusable`,
 * where the first part to trip over it would only have said a system's error code.
 */
export async function assertReadyToRun(settings: Settings): Promise<void> {
  assertDataFolder(settings.dataDir);
  await assertMayListen(settings.listen);
}

function assertDataFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    accessSync(path, constants.W_OK | constants.X_OK);
  } catch (err) {
    throw failure('dataFolderUnusable', { path, detail: errorCodeOf(err) ?? String(err) }, err);
  }
}

/** On a port nobody chose, so that only the address can be wrong. */
function assertMayListen(listen: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (err) =>
      reject(failure('listenUnusable', { listen, detail: errorCodeOf(err) ?? String(err) }, err)),
    );
    server.listen({ host: listen, port: 0 }, () => server.close(() => resolve()));
  });
}
