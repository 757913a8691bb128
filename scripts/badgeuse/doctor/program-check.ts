import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { promisify } from 'node:util';
import { type Check, type Finding, fine, trouble } from './finding.ts';

const run = promisify(execFile);

/** What each optional package is for; without it the rest runs. */
const natives = [
  { name: 'nfc-pcsc', fr: 'lecteurs de cartes', en: 'card readers', needs: 'libpcsclite-dev' },
  { name: 'onoff', fr: 'lignes GPIO', en: 'GPIO lines', needs: 'g++ make python3' },
  {
    name: 'johnny-five',
    fr: 'relais et voyants',
    en: 'relay and lights',
    needs: 'g++ make python3',
  },
  {
    name: 'sd-notify',
    fr: 'chien de garde systemd',
    en: 'systemd watchdog',
    needs: 'libsystemd-dev',
  },
];

export const programCheck: Check = {
  name: { fr: 'Programme', en: 'Program' },
  async look() {
    const node = process.versions.node;
    const loaded = await Promise.all(natives.map(loadInChild));
    return [fine(`Node ${node}`, `Node ${node}`), ...loaded];
  },
};

/** In a process of its own: a native package built for another Node may crash on loading. */
async function loadInChild(native: (typeof natives)[number]): Promise<Finding> {
  const { name, fr, en, needs } = native;
  const path = resolved(name);
  const works =
    path !== null &&
    (await run(process.execPath, ['-e', `require(${JSON.stringify(path)})`], {
      timeout: 20_000,
    }).then(
      () => true,
      () => false,
    ));
  if (works) return fine(`${name} (${fr}) se charge`, `${name} (${en}) loads`);
  return trouble(
    'warn',
    [`${name} (${fr}) ne se charge pas`, `${name} (${en}) does not load`],
    [
      `sudo apt-get install ${needs}, puis relancez npm start : il le construira.`,
      `sudo apt-get install ${needs}, then npm start again: it will build it.`,
    ],
  );
}

function resolved(name: string): string | null {
  try {
    return createRequire(import.meta.url).resolve(name);
  } catch {
    return null;
  }
}
