import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { dataFolder } from '../../../shared/runtime/data-folder.ts';
import type { Settings } from '../../../shared/runtime/settings.ts';
import { type Check, type Finding, fine, trouble } from './finding.ts';

const patienceMs = 5_000;

export const cloudCheck: Check = {
  name: { fr: 'Cloud', en: 'Cloud' },
  async look(settings) {
    const url = new URL('/healthz', settings.cloudUrl).href;
    let response: Response;
    try {
      response = await fetch(url, { signal: AbortSignal.timeout(patienceMs) });
    } catch {
      return [
        trouble(
          'warn',
          [`${settings.cloudUrl} ne répond pas`, `${settings.cloudUrl} does not answer`],
          [
            'Démarrez-le (npm start), ou corrigez BADGEUSE_CLOUD_URL. En attendant, tout est gardé sur le lecteur.',
            'Start it (npm start), or correct BADGEUSE_CLOUD_URL. Meanwhile everything is kept on the device.',
          ],
        ),
      ];
    }
    if (response.ok) return [fine(`${settings.cloudUrl} va bien`, `${settings.cloudUrl} is well`)];
    const said = (await response.text()).slice(0, 300);
    return [
      trouble(
        'warn',
        [`${settings.cloudUrl} se plaint : ${said}`, `${settings.cloudUrl} complains: ${said}`],
        [
          'Suivez ce qu’il dit ; son journal en dit plus.',
          'Follow what it says; its log says more.',
        ],
      ),
    ];
  },
};

export const brokerCheck: Check = {
  name: { fr: 'Broker', en: 'Broker' },
  async look(settings) {
    const { host, port } = brokerAddress(settings);
    const reached = await reaches(host, port);
    if (reached) return [fine(`${host}:${port} répond`, `${host}:${port} answers`)];
    return [
      trouble(
        settings.mqttUrl === null ? 'warn' : 'fail',
        [`${host}:${port} ne répond pas`, `${host}:${port} does not answer`],
        settings.mqttUrl === null
          ? [
              'C’est le broker du cloud : démarrez-le (npm start).',
              'This is the cloud’s own broker: start it (npm start).',
            ]
          : [
              'Vérifiez BADGEUSE_MQTT_URL, le réseau et le pare-feu.',
              'Check BADGEUSE_MQTT_URL, the network and the firewall.',
            ],
      ),
    ];
  },
};

function brokerAddress(settings: Settings): { readonly host: string; readonly port: number } {
  if (settings.mqttUrl === null) return { host: '127.0.0.1', port: settings.mqttPort };
  const url = new URL(settings.mqttUrl);
  const standard = url.protocol === 'mqtts:' ? 8883 : 1883;
  return { host: url.hostname, port: url.port === '' ? standard : Number(url.port) };
}

/** A device that waits for staff to let it in: the code to type, and the fingerprint to compare. */
export const claimCheck: Check = {
  name: { fr: 'Appareil', en: 'Device' },
  async look(settings): Promise<readonly Finding[]> {
    let waiting: { readonly userCode?: string; readonly fingerprint?: string };
    try {
      waiting = JSON.parse(readFileSync(dataFolder(settings.dataDir).claim, 'utf8'));
    } catch {
      return [];
    }
    const { userCode, fingerprint } = waiting;
    return [
      trouble(
        'warn',
        [
          `attend d’être admis, empreinte ${fingerprint}`,
          `waits to be let in, fingerprint ${fingerprint}`,
        ],
        [
          `Dans le cloud : Appareils, « Ajouter », tapez ${userCode} et comparez l’empreinte.`,
          `In the cloud: Devices, "Add", type ${userCode} and compare the fingerprint.`,
        ],
      ),
    ];
  },
};

function reaches(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: patienceMs });
    const end = (reached: boolean) => {
      socket.destroy();
      resolve(reached);
    };
    socket.once('connect', () => end(true));
    socket.once('timeout', () => end(false));
    socket.once('error', () => end(false));
  });
}
