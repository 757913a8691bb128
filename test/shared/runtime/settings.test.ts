import { describe, expect, test } from '@jest/globals';
import { parseSettings } from '../../../shared/runtime/settings.ts';

const read = (env: Record<string, string>, yamlText?: string) =>
  parseSettings({ env, directory: '/srv/x', ...(yamlText === undefined ? {} : { yamlText }) });

const problemsOf = (env: Record<string, string>, yamlText?: string): string => {
  const parsed = read(env, yamlText);
  if (parsed.ok) throw new Error('expected the settings to be refused');
  expect(parsed.problem.code).toBe('settingsInvalid');
  expect(parsed.problem.hint).toContain('settings file');
  return parsed.problem.message;
};

describe('settings', () => {
  test('nothing given: everything stands on this machine, in ./data', () => {
    const parsed = read({ PATH: '/usr/bin' });
    expect(parsed).toEqual({
      ok: true,
      value: {
        dataDir: '/srv/x/data',
        listen: '127.0.0.1',
        httpPort: 8080,
        mqttUrl: null,
        mqttPort: 1883,
        databaseUrl: null,
        cloudUrl: 'http://127.0.0.1:8080',
        publicUrl: null,
        securityContact: null,
        mqttPublicUrl: null,
        terminalPort: 8090,
        reader: 'auto',
        gpio: 'auto',
        lockHosts: [],
        smtpUrl: null,
        smtpPassword: null,
        smtpFrom: null,
        webhookHosts: [],
        federationHosts: [],
        logLevel: 'info',
      },
    });
  });

  test('the file is read and the environment wins; an empty variable counts as none', () => {
    const yaml = 'data: /var/lib/badgeuse\nhttpPort: 80\nreader: pcsc\nlogLevel: debug\n';
    const parsed = read({ BADGEUSE_HTTP_PORT: '8081', BADGEUSE_READER: '' }, yaml);
    expect(parsed.ok && parsed.value).toMatchObject({
      dataDir: '/var/lib/badgeuse',
      httpPort: 8081,
      reader: 'pcsc',
      logLevel: 'debug',
    });
  });

  test('every error is told at once, each with what to write instead', () => {
    const message = problemsOf(
      {
        BADGEUSE_HTTP_PORT: '80800',
        BADGEUSE_READER: 'simulatd',
        BADGEUSE_HTTPPORT: '1',
        BADGEUSE_MQTT_URL: 'http://x',
        BADGEUSE_CLOUD_URL: 'nowhere',
      },
      'htpPort: 1\nzzz: 2\nlisten: [1]\n',
    );
    expect(message.split('\n').slice(1)).toEqual([
      '  - listen in the settings file must be one value',
      '  - htpPort in the settings file is not a setting; did you mean httpPort?',
      expect.stringContaining('zzz in the settings file is not a setting; known are data, listen'),
      '  - BADGEUSE_HTTPPORT in the environment is not a setting; did you mean BADGEUSE_HTTP_PORT?',
      expect.stringContaining('BADGEUSE_HTTP_PORT is "80800"; it must be a port number'),
      expect.stringContaining('BADGEUSE_MQTT_URL must be another: use mqtts://'),
      expect.stringContaining('BADGEUSE_CLOUD_URL must be an address such as https://'),
      expect.stringContaining('pcsc, simulated (did you mean simulated?)'),
    ]);
  });

  test('an address may hold a password, so it is never repeated', () => {
    const message = problemsOf({ BADGEUSE_DATABASE_URL: 'mysql://me:hunter2@db/x' });
    expect(message).toContain('postgres://');
    expect(message).not.toContain('hunter2');
  });

  test('a file that is not YAML, or not a list of settings, is refused', () => {
    expect(problemsOf({}, 'a: b: c')).toContain('not YAML');
    expect(problemsOf({}, '- a')).toContain('httpPort: 8080');
  });
});

test('secrets may come as credentials of the service, which win and are never repeated', () => {
  const parse = (credentials: Record<string, string>) =>
    parseSettings({
      env: { BADGEUSE_DATABASE_URL: 'postgres://of-the-environment/x' },
      credentials,
    });
  const parsed = parse({ 'database-url': 'postgres://given/x\n', 'somebody-elses': 'y' });
  expect(parsed).toMatchObject({ ok: true, value: { databaseUrl: 'postgres://given/x' } });
  const wrong = parse({ 'database-url': 'hunter2' });
  expect(JSON.stringify(wrong)).toContain('the credential database-url');
  expect(wrong.ok ? '' : wrong.problem.message).not.toContain('hunter2');
});
