import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { areas } from '../cloud/web/words/index.ts';
import { errorKinds } from '../shared/runtime/errors.ts';
import { contractOf, portsIn, type SourceFile, untidy } from './tidy-rules.ts';
import { classesIn, mentionsIn, unreadExports, unused } from './unused.ts';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const listed = execFileSync(
  'git',
  ['ls-files', '-z', '--cached', '--others', '--exclude-standard'],
  {
    cwd: root,
    encoding: 'utf8',
  },
)
  .split('\0')
  .filter((path) => path !== '' && existsSync(join(root, path)));
const written = listed.filter((path) => /\.(tsx?|js|css)$/.test(path));
const tracked = written.filter((path) => !path.endsWith('.css'));
const filesOf = (paths: readonly string[]): readonly SourceFile[] =>
  paths.map((path) => ({ path, text: read(path) }));

test('at the top stand the folders that a newcomer is told of, and no other', () => {
  const folders = listed.flatMap((path) => /^([^./][^/]*)\//.exec(path)?.[1] ?? []);
  expect([...new Set(folders)].sort()).toEqual([
    ...['cloud', 'device', 'scripts', 'shared', 'systemd', 'test'],
  ]);
});

test('every file is tidy', () => {
  expect(tracked.length).toBeGreaterThan(50);
  expect(tracked.flatMap((path) => untidy({ path, text: read(path) }))).toEqual([]);
});

describe('each rule goes red', () => {
  const red: readonly [rule: string, path: string, text: string, says: RegExp][] = [
    ['length', 'cloud/a.ts', 'x\n'.repeat(301), /301 lines/],
    ['length', 'test/a.ts', 'x\n'.repeat(601), /601 lines/],
    ['width', 'cloud/a.ts', `// ${'x'.repeat(120)}`, /a\.ts:1 is 123 columns/],
    ['clock', 'device/a.ts', '\n\nDate.now()', /a\.ts:3 has Date\.now\(: take a Clock/],
    ['clock', 'device/a.ts', 'new Date()', /take a Clock/],
    ['log', 'shared/a.ts', 'console.log(1)', /take a Logger/],
    ['topic', 'device/a.ts', "const t = 'badgeuse/v1/devices/x'", /upTopic/],
    ['store', 'cloud/a.ts', 'new Database(path)', /openSqlite/],
    ['http', 'device/a.ts', "import { request } from 'node:http';", /nodeHttp/],
    ['class', 'cloud/a.ts', 'err instanceof SqliteError', /err\.code/],
    ['mock', 'test/a.ts', "jest.mock('x')", /fake/],
    ['only', 'test/a.ts', `test.${'only'}('x')`, /a test runs/],
    ['skip', 'test/a.ts', `describe.${'skip'}('x')`, /a test runs/],
    ['later', 'scripts/a.ts', '// TODO mend', /do it/],
    ['words', 'cloud/a.ts', 'const whitelist = 1', /access list/],
    ['words', 'cloud/a.ts', 'const badgeId = 1', /say card/],
    ['names', 'cloud/date-utils.ts', '', /the name says nothing/],
    ['names', 'cloud/member-service.ts', '', /the name says nothing/],
  ];
  test.each(red)('%s: %s', (_rule, path, text, says) => {
    expect(untidy({ path, text }).join('\n')).toMatch(says);
  });

  test('where it is allowed, it is allowed', () => {
    const fine: readonly [path: string, text: string][] = [
      ['shared/runtime/system-clock.ts', 'now: () => Date.now()'],
      ['shared/runtime/sqlite.ts', 'new Database(path)'],
      ['device/a.ts', "import type { Server } from 'node:http';"],
      ['scripts/a.ts', 'console.log(1)'],
      ['device/a.ts', '// never Date.now() here'],
      ['cloud/a.ts', "app.get('/rapport/badgeuse/', show)"],
      ['cloud/water-serviceable.ts', ''],
    ];
    expect(fine.flatMap(([path, text]) => untidy({ path, text }))).toEqual([]);
  });
});

describe('nothing is kept that nothing uses', () => {
  const productBut = (home: string) =>
    mentionsIn(
      filesOf(
        tracked.filter(
          (path) => /^(shared|device|cloud|scripts)\//.test(path) && !path.startsWith(home),
        ),
      ),
    );

  test('each word of the pages is said on one', () => {
    const words = Object.values(areas).flatMap(({ fr }) => Object.keys(fr));
    expect(unused(words, productBut('cloud/web/words/'))).toEqual([]);
  });

  test('each error of the registry is thrown or answered somewhere', () => {
    expect(unused(Object.keys(errorKinds), productBut('shared/runtime/errors-of-'))).toEqual([]);
  });

  test('each class of the style sheets is on an element', () => {
    const sheets = filesOf(written.filter((path) => path.endsWith('.css')));
    const byHtmx = 'htmx-request';
    const classes = sheets.flatMap(({ text }) => classesIn(text)).filter((name) => name !== byHtmx);
    expect(classes.length).toBeGreaterThan(100);
    expect(unused(classes, productBut('none'))).toEqual([]);
  });

  test('each export is read', () => {
    expect(unreadExports(filesOf(tracked))).toEqual([]);
  });

  test('what is put together counts, a comment does not', () => {
    const text =
      'words[`role_$[role}`]; class={`chip chip-$[state}`}; b.saved; // goneBy\n`$[a}_more`'.replaceAll(
        '$[',
        '${',
      );
    const names = ['role_staff', 'chip', 'chip-open', 'saved', 'goneBy', 'roles', 'hint_more'];
    expect(unused(names, mentionsIn([{ path: 'cloud/a.ts', text }]))).toEqual([
      ...['goneBy', 'roles', 'hint_more'],
    ]);
    expect(classesIn('/* .x { */ .a.b:hover > .c-d { margin: .5em } @media x { .e { } }')).toEqual([
      ...['a', 'b', 'c-d', 'e'],
    ]);
    const files = [
      { path: 'cloud/a.ts', text: 'export const read = 1;\nexport const unread = 2;' },
      { path: 'cloud/b.ts', text: "import { read } from './a.ts';" },
    ];
    expect(unreadExports(files)).toEqual(['unread of cloud/a.ts']);
  });
});

/**
 * Ports with one adapter. The store's are one adapter on two engines: their test runs on both. The others are
 * tested where they stand.
 */
const testedThere: Readonly<Record<string, string>> = {
  Connections: 'test/cloud/delivery/delivery.test.ts',
  Inlets: 'test/cloud/web/inlets.test.ts',
  FedowDesk: 'test/cloud/web/connections.test.ts',
  FedowReading: 'test/cloud/delivery/read-fedow-back.test.ts',
  FedowPools: 'test/cloud/delivery/read-fedow-back.test.ts',
  Deliveries: 'test/cloud/delivery/delivery.test.ts',
  DeliveryOutbox: 'test/cloud/delivery/delivery.test.ts',
  SharedMembers: 'test/cloud/delivery/delivery.test.ts',
  ConnectionTests: 'test/cloud/delivery/delivery.test.ts',
  ConnectorKind: 'test/cloud/delivery/delivery.test.ts',
  WebhookEndpoints: 'test/cloud/events/events.test.ts',
  WebhookPoster: 'test/cloud/webhook/webhook-poster.test.ts',
  AlertTests: 'test/cloud/web/alerts.test.ts',
  Mailer: 'test/cloud/mail/smtp-mailer.test.ts',
  Dispatches: 'test/cloud/alerts.test.ts',
  AlertSettingsStore: 'test/cloud/alerts.test.ts',
  MailWishes: 'test/cloud/alerts.test.ts',
  MailLinks: 'test/cloud/alerts.test.ts',
  Federations: 'test/cloud/federation/exchange.test.ts',
  PendingForms: 'test/cloud/web/confirmation.test.ts',
  Settlements: 'test/cloud/web/settle-month.test.ts',
  Replication: 'test/cloud/replication/replicate.test.ts',
  SigningKeys: 'test/scenarios/signing-key-renewed.test.ts',
  ListFiles: 'test/cloud/web/list-file.test.ts',
  AccessRules: 'test/cloud/store/time-clock.test.ts',
  FirstRun: 'test/cloud/store/first-run.test.ts',
  SampleData: 'test/cloud/sample.test.ts',
  PassageDays: 'test/cloud/web/summary-of-days.test.ts',
  AccessLists: 'test/cloud/replication/replicate.test.ts',
  Corrections: 'test/cloud/corrections.test.ts',
  Ledger: 'test/cloud/ledger.test.ts',
  Allowances: 'test/cloud/tokens/allowances.test.ts',
  PassCarnets: 'test/cloud/tokens/passes.test.ts',
  Rates: 'test/cloud/ledger.test.ts',
  Changes: 'test/cloud/announce.test.ts',
  Certificates: 'test/cloud/certify.test.ts',
  Papers: 'test/cloud/pdf/papers.test.ts',
  PlaceLogos: 'test/cloud/pdf/papers.test.ts',
  Erasures: 'test/scenarios/erasure.test.ts',
  CardErasures: 'test/cloud/federation/erased-afar.test.ts',
  Seals: 'test/cloud/retention/purge.test.ts',
  PersonalDataReader: 'test/cloud/personal-data.test.ts',
  MemberPins: 'test/cloud/web/entry-rules.test.ts',
  Commands: 'test/cloud/web/unlock.test.ts',
  DoorEvents: 'test/cloud/store/door-events.test.ts',
  CommandStore: 'test/cloud/store/commands.test.ts',
  OwnLinks: 'test/cloud/corrections/propose.test.ts',
  OwnCodes: 'test/cloud/web/own-code.test.ts',
  Proposals: 'test/cloud/corrections/propose.test.ts',
  AuditLog: 'test/cloud/store/audit-log.test.ts',
  Imports: 'test/cloud/import-file.test.ts',
  Enrolments: 'test/cloud/store/enrolments.test.ts',
  ImportFiles: 'test/cloud/store/import-files.test.ts',
  People: 'test/cloud/store/people.test.ts',
  ApiTokens: 'test/cloud/store/api-tokens.test.ts',
  SecondStep: 'test/cloud/store/second-step.test.ts',
  StaffAccounts: 'test/cloud/store/staff-accounts.test.ts',
  Identity: 'test/cloud/store/identity.test.ts',
  Claims: 'test/cloud/store/claims.test.ts',
  Provisioning: 'test/cloud/store/claims.test.ts',
  Ingest: 'test/cloud/ingest/ingest.test.ts',
  JournalReader: 'test/cloud/ingest/ingest.test.ts',
  DeviceAccounts: 'test/cloud/store/claims.test.ts',
  Presence: 'test/cloud/store/presence.test.ts',
  Repository: 'test/cloud/store/registry.test.ts',
  Registry: 'test/cloud/store/registry.test.ts',
  PassageReader: 'test/cloud/report.test.ts',
  Reader: 'test/device/hardware/pcsc-reader.test.ts',
  Strike: 'test/device/hardware/keeper.test.ts',
  DoorListener: 'test/device/door-watch.test.ts',
  OutputLine: 'test/contract/lines.ts',
  InputLine: 'test/contract/lines.ts',
  Indicator: 'test/device/hardware/keeper.test.ts',
  ClockWatch: 'test/device/clock-watch.test.ts',
  TimeSource: 'test/device/clock-watch.test.ts',
  Health: 'test/device/health.test.ts',
};

test('every port has a contract test, or the test of its only adapter', () => {
  const portFiles = tracked.filter((path) =>
    /^(device\/ports\.ts|cloud\/ports\/.*\.ts)$/.test(path),
  );
  const testOf = (port: string): string =>
    testedThere[port] ?? `test/contract/${contractOf(port)}.ts`;
  const ports = portFiles.flatMap((path) => portsIn(read(path)));
  expect(ports.length).toBeGreaterThan(10);
  expect(ports.filter((port) => !existsSync(join(root, testOf(port))))).toEqual([]);
  expect(Object.keys(testedThere).filter((port) => !ports.includes(port))).toEqual([]);
});

test('a port is an interface with methods', () => {
  const text =
    'export interface Tap {\n  readonly uid: string;\n}\n' +
    'export interface AccessStore {\n  /** x */\n  find(uid: string): void;\n}\n';
  expect(portsIn(text)).toEqual(['AccessStore']);
  expect(contractOf('AccessStore')).toBe('access-store');
});

test('package-lock.json belongs to package.json', () => {
  const wanted = JSON.parse(read('package.json'));
  const locked = JSON.parse(read('package-lock.json')).packages[''];
  for (const kind of ['dependencies', 'optionalDependencies', 'devDependencies']) {
    expect(locked[kind]).toEqual(wanted[kind]);
  }
});
