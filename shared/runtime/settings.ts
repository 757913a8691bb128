import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { ok, type Result } from '../domain/result.ts';
import { type BadgeuseError, failure } from './errors.ts';
import { type LogLevel, logLevels } from './logger.ts';
import * as is from './setting-readers.ts';
import { closest } from './spelling.ts';

/** Every setting, parsed and checked. Paths are absolute. */
export interface Settings {
  readonly dataDir: string;
  /** Where HTTP listens; 127.0.0.1 unless told otherwise (`BADGEUSE_LISTEN`). */
  readonly listen: string;
  readonly httpPort: number;
  /** Null: the embedded broker on `mqttPort`. */
  readonly mqttUrl: string | null;
  readonly mqttPort: number;
  /** Null: SQLite in the data folder. */
  readonly databaseUrl: string | null;
  readonly cloudUrl: string;
  readonly publicUrl: string | null;
  /** Whom to tell of a hole in this installation; null: nobody is named. */
  readonly securityContact: string | null;
  readonly mqttPublicUrl: string | null;
  readonly terminalPort: number;
  readonly reader: 'auto' | 'pcsc' | 'simulated';
  readonly gpio: 'auto' | 'onoff' | 'gpiod' | 'simulated';
  /** Connected locks and brokers in the house that this device may speak to: hosts, with or without a port. */
  readonly lockHosts: readonly string[];
  /** Null: no mail is sent. */
  readonly smtpUrl: string | null;
  readonly smtpPassword: string | null;
  readonly smtpFrom: string | null;
  /** Programs in the house that the cloud may tell of alerts: hosts, with or without a port. */
  readonly webhookHosts: readonly string[];
  /** Aggregators in the house that the cloud may pool with: hosts, with or without a port. */
  readonly federationHosts: readonly string[];
  readonly logLevel: LogLevel;
}

interface Setting<T> {
  /** Its name in the settings file. */
  readonly key: string;
  /** Its name in the environment, which wins. */
  readonly variable: string;
  readonly standard: T;
  readonly read: is.Reader<T>;
}

/** The one list of settings: names, standard values, what each may be. */
const settings: { readonly [K in keyof Settings]: Setting<Settings[K]> } = {
  dataDir: { key: 'data', variable: 'BADGEUSE_DATA', standard: './data', read: is.text },
  listen: { key: 'listen', variable: 'BADGEUSE_LISTEN', standard: '127.0.0.1', read: is.host },
  httpPort: { key: 'httpPort', variable: 'BADGEUSE_HTTP_PORT', standard: 8080, read: is.port },
  mqttUrl: { key: 'mqttUrl', variable: 'BADGEUSE_MQTT_URL', standard: null, read: is.broker },
  mqttPort: { key: 'mqttPort', variable: 'BADGEUSE_MQTT_PORT', standard: 1883, read: is.port },
  databaseUrl: {
    key: 'databaseUrl',
    variable: 'BADGEUSE_DATABASE_URL',
    standard: null,
    read: is.url('postgres://name:password@127.0.0.1/badgeuse', 'postgres:', 'postgresql:'),
  },
  cloudUrl: {
    key: 'cloudUrl',
    variable: 'BADGEUSE_CLOUD_URL',
    // this machine's own, on the port it was given
    standard: '',
    read: is.webUrl,
  },
  publicUrl: { key: 'publicUrl', variable: 'BADGEUSE_PUBLIC_URL', standard: null, read: is.webUrl },
  securityContact: {
    key: 'securityContact',
    variable: 'BADGEUSE_SECURITY_CONTACT',
    standard: null,
    read: is.url('mailto:security@example.org', 'mailto:', 'https:'),
  },
  mqttPublicUrl: {
    key: 'mqttPublicUrl',
    variable: 'BADGEUSE_MQTT_PUBLIC_URL',
    standard: null,
    read: is.broker,
  },
  terminalPort: {
    key: 'terminalPort',
    variable: 'BADGEUSE_TERMINAL_PORT',
    standard: 8090,
    read: is.port,
  },
  reader: {
    key: 'reader',
    variable: 'BADGEUSE_READER',
    standard: 'auto',
    read: is.oneOf('auto', 'pcsc', 'simulated'),
  },
  gpio: {
    key: 'gpio',
    variable: 'BADGEUSE_GPIO',
    standard: 'auto',
    read: is.oneOf('auto', 'onoff', 'gpiod', 'simulated'),
  },
  lockHosts: {
    key: 'lockHosts',
    variable: 'BADGEUSE_LOCK_HOSTS',
    standard: [],
    read: is.hosts,
  },
  smtpUrl: { key: 'smtpUrl', variable: 'BADGEUSE_SMTP_URL', standard: null, read: is.smtp },
  smtpPassword: {
    key: 'smtpPassword',
    variable: 'BADGEUSE_SMTP_PASSWORD',
    standard: null,
    read: is.text,
  },
  smtpFrom: {
    key: 'smtpFrom',
    variable: 'BADGEUSE_SMTP_FROM',
    standard: null,
    read: is.mailAddress,
  },
  webhookHosts: {
    key: 'webhookHosts',
    variable: 'BADGEUSE_WEBHOOK_HOSTS',
    standard: [],
    read: is.hosts,
  },
  federationHosts: {
    key: 'federationHosts',
    variable: 'BADGEUSE_FEDERATION_HOSTS',
    standard: [],
    read: is.hosts,
  },
  logLevel: {
    key: 'logLevel',
    variable: 'BADGEUSE_LOG_LEVEL',
    standard: 'info',
    read: is.oneOf(...logLevels),
  },
};

const all: readonly Setting<unknown>[] = Object.values(settings);
const prefix = 'BADGEUSE_';

/** The name of a setting among the credentials systemd hands to a service: `database-url`. */
const credentialName = (key: string): string =>
  key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/**
 * Reads the credentials, the environment and the settings file; the first that says something wins. Answers
 * the settings, or `settingsInvalid` with everything that is wrong, each with what to write instead. Values that may
 * hold a password are not repeated.
 *
 * Relative paths start at `directory`. Nothing is read from or written to the disk.
 */
export function parseSettings(source: {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly yamlText?: string;
  readonly directory?: string;
  /** By name: what `LoadCredential=` of the unit brought. Names that are no setting's are somebody else's. */
  readonly credentials?: Readonly<Record<string, string>>;
}): Result<Settings, BadgeuseError> {
  const problems: string[] = [];
  const file = readFileKeys(source.yamlText, problems);
  refuseUnknown(
    Object.keys(file),
    all.map((s) => s.key),
    'the settings file',
    problems,
  );
  refuseUnknown(
    Object.keys(source.env).filter((name) => name.startsWith(prefix)),
    all.map((s) => s.variable),
    'the environment',
    problems,
  );
  const take = <K extends keyof Settings>(name: K): Settings[K] => {
    const setting: Setting<Settings[K]> = settings[name];
    const credential = credentialName(setting.key);
    const secretly = source.credentials?.[credential]?.trim();
    const given = source.env[setting.variable];
    const [label, value] = secretly
      ? [`the credential ${credential}`, secretly]
      : given !== undefined && given !== ''
        ? [setting.variable, given]
        : [setting.key, file[setting.key]];
    if (value === undefined) return setting.standard;
    const read = setting.read(value);
    if ('value' in read) return read.value;
    const secret = secretly !== undefined || /url|password/i.test(label);
    problems.push(
      `${label}${secret ? '' : ` is ${JSON.stringify(value)}; it`} must be ${read.mustBe}`,
    );
    return setting.standard;
  };
  const httpPort = take('httpPort');
  const value: Settings = {
    dataDir: resolve(source.directory ?? process.cwd(), take('dataDir')),
    listen: take('listen'),
    httpPort,
    mqttUrl: take('mqttUrl'),
    mqttPort: take('mqttPort'),
    databaseUrl: take('databaseUrl'),
    cloudUrl: take('cloudUrl') || `http://127.0.0.1:${httpPort}`,
    publicUrl: take('publicUrl'),
    securityContact: take('securityContact'),
    mqttPublicUrl: take('mqttPublicUrl'),
    terminalPort: take('terminalPort'),
    reader: take('reader'),
    gpio: take('gpio'),
    lockHosts: take('lockHosts'),
    smtpUrl: take('smtpUrl'),
    smtpPassword: take('smtpPassword'),
    smtpFrom: take('smtpFrom'),
    webhookHosts: take('webhookHosts'),
    federationHosts: take('federationHosts'),
    logLevel: take('logLevel'),
  };
  if (problems.length === 0) return ok(value);
  return {
    ok: false,
    problem: failure('settingsInvalid', { problems: problems.map((p) => `  - ${p}`).join('\n') }),
  };
}

/**
 * The file's keys with their values as text, as the environment would have them. Without a file the parser is not even
 * loaded: it would take several MiB of a device that runs for years.
 */
function readFileKeys(yamlText: string | undefined, problems: string[]): Record<string, string> {
  if (yamlText === undefined) return {};
  let content: unknown;
  try {
    const { parse } = createRequire(import.meta.url)('yaml') as typeof import('yaml');
    content = parse(yamlText) ?? {};
  } catch (err) {
    const why = err instanceof Error ? err.message.split('\n')[0] : String(err);
    problems.push(`the settings file is not YAML: ${why}`);
    return {};
  }
  if (typeof content !== 'object' || content === null || Array.isArray(content)) {
    problems.push('the settings file must hold lines such as `httpPort: 8080`');
    return {};
  }
  const found: Record<string, string> = {};
  for (const [key, value] of Object.entries(content)) {
    if (value === null) continue;
    if (typeof value === 'object') problems.push(`${key} in the settings file must be one value`);
    else found[key] = String(value);
  }
  return found;
}

function refuseUnknown(
  given: readonly string[],
  known: readonly string[],
  where: string,
  problems: string[],
): void {
  for (const name of given.filter((g) => !known.includes(g))) {
    const near = closest(name, known);
    const hint = near ? `did you mean ${near}?` : `known are ${known.join(', ')}`;
    problems.push(`${name} in ${where} is not a setting; ${hint}`);
  }
}
