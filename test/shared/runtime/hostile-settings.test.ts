import { describe, expect, test } from '@jest/globals';
import { parseSettings } from '../../../shared/runtime/settings.ts';

const wrong: readonly [string, readonly string[]][] = [
  ['BADGEUSE_DATA', [' ']],
  ['BADGEUSE_LISTEN', [' ', 'http://x', '0.0.0.0:80', '[::]', '-', 'a b']],
  ['BADGEUSE_HTTP_PORT', ['-1', '65536', '8080.5', '0x50', '1e3', 'http', ' 80', '٨٠']],
  ['BADGEUSE_MQTT_PORT', ['70000', 'mqtt']],
  ['BADGEUSE_TERMINAL_PORT', ['99999', '']],
  ['BADGEUSE_MQTT_URL', ['http://x', 'mqtt//x', '127.0.0.1:1883', 'javascript:alert(1)']],
  ['BADGEUSE_MQTT_PUBLIC_URL', ['ftp://x']],
  ['BADGEUSE_DATABASE_URL', ['mysql://x/y', 'data.db', 'file:///etc/passwd']],
  ['BADGEUSE_CLOUD_URL', ['cloud', 'ws://x', 'file:///x']],
  ['BADGEUSE_PUBLIC_URL', ['//x', 'example.org']],
  ['BADGEUSE_READER', ['Auto', 'rc522', '__proto__']],
  ['BADGEUSE_GPIO', ['none', 'toString']],
  ['BADGEUSE_LOG_LEVEL', ['verbose', '3']],
];

describe('hostile settings', () => {
  test.each(
    wrong.flatMap(([name, values]) =>
      values.filter((value) => value !== '').map((value) => [name, value] as const),
    ),
  )('%s=%j is refused, and says what to write', (name, value) => {
    const parsed = parseSettings({ env: { [name]: value } });
    if (parsed.ok) throw new Error('it was taken');
    expect(parsed.problem.code).toBe('settingsInvalid');
    expect(parsed.problem.message).toMatch(new RegExp(`${name}.* must be .{8}`));
  });

  test('all at once, one line each', () => {
    const env = Object.fromEntries(wrong.map(([name, [first = '']]) => [name, first]));
    const parsed = parseSettings({ env });
    if (parsed.ok) throw new Error('they were taken');
    expect(parsed.problem.message.split('\n')).toHaveLength(wrong.length + 1);
  });

  test.each([
    ['an endless alias', `a: &a [x]\n${'b: [*a, *a, *a]\n'}`],
    ['a prototype', '__proto__: {httpPort: 1}'],
    ['a tag', 'httpPort: !!js/function "x"'],
    ['twice the same key', 'httpPort: 1\nhttpPort: 2'],
    ['binary', '\u0000\u0001'],
    ['a number too large', 'httpPort: 1e400'],
    ['a nested value', 'httpPort: {a: 1}'],
  ])('a settings file with %s is refused', (_name, yamlText) => {
    const parsed = parseSettings({ env: {}, yamlText });
    expect([parsed.ok, parsed.ok ? null : parsed.problem.code]).toEqual([false, 'settingsInvalid']);
  });
});
