import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { makeAuthority } from '../parts/certificates.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'set-up-certificate-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('the installation where npm does not trust whom it asks', () => {
  let server: Server | undefined;
  afterEach(() => {
    server?.close();
  });

  /** A checkout with one package to install, from a server of this machine. */
  async function start(env: Record<string, string>) {
    const authority = makeAuthority(join(folder, 'ca'), '20200101', '20991231');
    const days = { from: '20200101', until: '20991231' };
    const { certFile, keyFile } = authority.issue({ name: '127.0.0.1', ...days });
    writeFileSync(join(folder, 'authority.pem'), authority.ca);
    const [cert, key] = [readFileSync(certFile), readFileSync(keyFile)];
    server = createServer({ key, cert }, (_, answer) => answer.writeHead(404).end());
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    writeFileSync(
      join(folder, 'package.json'),
      JSON.stringify({ name: 'scratch', dependencies: { 'a-package': '1.0.0' } }),
    );
    writeFileSync(join(folder, 'package-lock.json'), '{"lockfileVersion":3,"packages":{}}');
    const from = new URL('../../scripts/set-up/', import.meta.url).href;
    const code = `import { installNodePackages } from '${from}node-packages.js';
      import { giveUp } from '${from}set-up.js';
      await installNodePackages(${JSON.stringify(folder)}, []).catch(giveUp);`;
    const registry = `https://127.0.0.1:${port}/`;
    const child = spawn(process.execPath, ['--input-type=module', '--eval', code], {
      stdio: ['ignore', 'ignore', 'pipe'],
      // The person's own settings do not count here.
      env: {
        ...{ PATH: process.env['PATH'], HOME: folder, npm_config_registry: registry },
        ...{ npm_config_globalconfig: join(folder, 'none'), npm_config_cache: join(folder, 'npm') },
        ...env,
      },
    });
    let said = '';
    child.stderr.on('data', (chunk) => {
      said += chunk;
    });
    const [status] = await once(child, 'close');
    return { status, said };
  }

  test('ends at once, with the reason and the setting that helps', async () => {
    const { status, said } = await start({});
    expect(status).toBe(1);
    expect(said).toMatch(/npm does not trust the certificate of 127\.0\.0\.1:\d+ \([A-Z_]+\)/);
    expect(said).toContain('NODE_EXTRA_CA_CERTS=');
  }, 60_000);

  test.each(['NODE_EXTRA_CA_CERTS', 'npm_config_cafile'])(
    '%s helps',
    async (setting) => {
      const { said } = await start({ [setting]: join(folder, 'authority.pem') });
      expect(said).toContain('npm error code E404');
      expect(said).not.toMatch(/the certificate of|npm http/);
    },
    60_000,
  );
});
