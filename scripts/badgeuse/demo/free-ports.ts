import { createServer } from 'node:net';
import { failure } from '../../../shared/runtime/errors.ts';
import type { Settings } from '../../../shared/runtime/settings.ts';

/**
 * Throws `portTaken` before anything is started, so that the first thing said is the thing to mend.
 */
export async function assertPortsFree(settings: Settings): Promise<void> {
  const wanted = [
    { port: settings.httpPort, what: 'the cloud', variable: 'BADGEUSE_HTTP_PORT' },
    { port: settings.terminalPort, what: 'the terminal', variable: 'BADGEUSE_TERMINAL_PORT' },
    ...(settings.mqttUrl === null
      ? [{ port: settings.mqttPort, what: 'the broker', variable: 'BADGEUSE_MQTT_PORT' }]
      : []),
  ];
  for (const { port, what, variable } of wanted) {
    if (!(await isFree(settings.listen, port)))
      throw failure('portTaken', { port, what, variable });
  }
}

function isFree(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(true)));
  });
}
