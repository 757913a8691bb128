import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseBrokerUrl } from '../shared/runtime/broker-url.ts';
import { dataFolder } from '../shared/runtime/data-folder.ts';
import { failure } from '../shared/runtime/errors.ts';
import type { Settings } from '../shared/runtime/settings.ts';
import { parseSmtpUrl, type SmtpAddress } from '../shared/runtime/smtp-address.ts';

/** What the settings and the data folder come to, for this cloud. */
export interface CloudConfig {
  readonly listen: string;
  readonly httpPort: number;
  readonly publicUrl: string | null;
  readonly securityContact: string | null;
  readonly database: { readonly url: string | null; readonly path: string };
  readonly broker: EmbeddedBrokerConfig | ExternalBrokerConfig;
  /** How devices reach the broker, where the settings say it. */
  readonly mqttPublicUrl: string | null;
  /** PEM that devices pin; null: nothing to pin. */
  readonly ca: string | null;
  readonly signingKeyFile: string;
  readonly backupFolder: string;
  /** Who was erased, beside the store: an older backup put back does not bring them back. */
  readonly erasedFile: string;
  /** Where what Mosquitto and EMQX need is kept up to date, in a folder each. */
  readonly brokerFilesFolder: string;
  /** Null: no mail is sent. */
  readonly mail: MailConfig | null;
  /** Programs in the house that may be told of alerts. */
  readonly webhookHosts: readonly string[];
  /** Aggregators in the house that this one may pool with. */
  readonly federationHosts: readonly string[];
}

export interface MailConfig {
  readonly server: SmtpAddress;
  /** Whose mails they are. */
  readonly from: string;
}

export interface EmbeddedBrokerConfig {
  readonly kind: 'embedded';
  /** This machine only, unless there is a certificate: nothing goes in the clear between machines. */
  readonly host: string;
  readonly port: number;
  readonly tls: { readonly key: string; readonly cert: string } | null;
}

export interface ExternalBrokerConfig {
  readonly kind: 'external';
  /** As the settings say, without the credentials. */
  readonly url: string;
  readonly username: string;
  readonly password: string;
}

/** Throws `settingsInvalid` for what only shows when put together. Reads the certificate, if there is one. */
export function cloudConfig(settings: Settings): CloudConfig {
  const folder = dataFolder(settings.dataDir);
  const pem = (name: string) => readPem(join(folder.cloud, 'tls', `${name}.pem`));
  const key = pem('key');
  const cert = pem('cert');
  const tls = key !== null && cert !== null ? { key, cert } : null;
  return {
    listen: settings.listen,
    httpPort: settings.httpPort,
    publicUrl: settings.publicUrl,
    securityContact: settings.securityContact,
    database: { url: settings.databaseUrl, path: folder.cloudStore },
    broker:
      settings.mqttUrl === null
        ? {
            kind: 'embedded',
            host: tls ? settings.listen : '127.0.0.1',
            port: settings.mqttPort,
            tls,
          }
        : external(settings.mqttUrl),
    mqttPublicUrl: settings.mqttPublicUrl,
    ca: pem('ca'),
    signingKeyFile: folder.signingKey,
    backupFolder: join(settings.dataDir, 'backups'),
    erasedFile: join(folder.cloud, 'erased.jsonl'),
    brokerFilesFolder: folder.cloud,
    mail: mailConfig(settings),
    webhookHosts: settings.webhookHosts,
    federationHosts: settings.federationHosts,
  };
}

function mailConfig({ smtpUrl, smtpPassword, smtpFrom }: Settings): MailConfig | null {
  const refuse = (problem: string) => failure('settingsInvalid', { problems: `  - ${problem}` });
  if (smtpUrl === null) {
    if (smtpPassword !== null || smtpFrom !== null)
      throw refuse('smtpUrl is missing: without it smtpFrom and smtpPassword say nothing');
    return null;
  }
  const address = parseSmtpUrl(smtpUrl);
  if (!address.ok) throw refuse(address.problem.message);
  if (smtpFrom === null)
    throw refuse('smtpFrom is missing: the address that mails come from, badgeuse@example.org');
  const server = { ...address.value, password: smtpPassword ?? address.value.password };
  if ((server.username === null) !== (server.password === null))
    throw refuse('smtpUrl needs a name, smtps://name@host, and smtpPassword, or neither of them');
  return { server, from: smtpFrom };
}

function external(url: string): ExternalBrokerConfig {
  const address = parseBrokerUrl(url);
  if (!address.ok) throw failure('settingsInvalid', { problems: address.problem.message });
  const { protocol, host, port, username, password } = address.value;
  const shownHost = host.includes(':') ? `[${host}]` : host;
  return {
    kind: 'external',
    url: `${protocol}://${shownHost}:${port}`,
    username: username ?? 'aggregator',
    password: password ?? '',
  };
}

const readPem = (file: string): string | null =>
  existsSync(file) ? readFileSync(file, 'utf8') : null;
