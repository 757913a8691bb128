// The dependency rule of ARCHITECTURE.md. Every rule says why it exists: read the comment before you bend it.

// The cruiser asks swc for plain TypeScript and stops at the first page: tell the parser which files are TSX.
const swc = require('node:module').createRequire(process.argv[1])('@swc/core');
const parseFileSync = swc.parseFileSync.bind(swc);
swc.parseFileSync = (file, options) =>
  parseFileSync(file, { ...options, tsx: file.endsWith('.tsx') });

/** A library that may be imported from one named file (or folder) only, so that replacing it touches one place. */
const onlyFrom = (library, home, why) => ({
  name: `only-${home.replace(/[^a-z0-9]+/gi, '-')}-knows-${library.replace(/[^a-z0-9]+/gi, '-')}`,
  comment: `${library} is imported from ${home} only: ${why}`,
  severity: 'error',
  from: { path: '^(shared|device|cloud|scripts)/', pathNot: `^${home}` },
  to: { path: `node_modules/${library}/` },
});

/** The rooms of the story: files of `cloud/` that say what happens, by what it happens to. All other folders are adapters. */
const story =
  '^cloud/(alerts|corrections|delivery|events|federation|ingest|pairing|replication|retention|tokens)/';

module.exports = {
  forbidden: [
    {
      name: 'domain-is-pure',
      comment:
        'shared/domain says what things mean. It imports nothing, not even node:crypto, so that it can be tested as a table and read without a machine.',
      severity: 'error',
      from: { path: '^shared/domain/' },
      to: { pathNot: '^shared/domain/' },
    },
    {
      name: 'wire-knows-domain-and-schema-only',
      comment:
        'shared/wire is the contract between device and cloud: meaning, schemas, hashes and signatures; no I/O, no logger, no database.',
      severity: 'error',
      from: { path: '^shared/wire/' },
      to: {
        pathNot:
          '^(shared/(domain|wire)/|node_modules/(typebox|canonicalize|jose)/)|^(node:)?crypto$',
      },
    },
    {
      name: 'runtime-serves-both-shells',
      comment: 'shared/runtime is I/O that both shells need; it must not know either of them.',
      severity: 'error',
      from: { path: '^shared/runtime/' },
      to: { path: '^(device|cloud|scripts)/' },
    },
    {
      name: 'device-never-cloud',
      comment:
        'The two shells meet in shared/wire only; a device must run with no cloud installed.',
      severity: 'error',
      from: { path: '^device/' },
      to: { path: '^cloud/' },
    },
    {
      name: 'cloud-never-device',
      comment:
        'The two shells meet in shared/wire only; a cloud must run with no hardware installed.',
      severity: 'error',
      from: { path: '^cloud/' },
      to: { path: '^device/' },
    },
    {
      name: 'adapters-never-each-other',
      comment:
        'An adapter knows its ports and shared, never a sibling: otherwise replacing one part means reading two.',
      severity: 'error',
      from: { path: '^(device|cloud)/([a-z-]+)/', pathNot: story },
      to: { path: '^(device|cloud)/([a-z-]+)/', pathNot: ['^$1/$2/', '^$1/ports/', story] },
    },
    {
      name: 'connectors-know-their-protocol-only',
      comment:
        'A connector speaks to one other system, by its folder, the ports and shared alone: no store, no page, no second connector. How every Frappe answers, and what makes a kind of connector, is said once, beside them.',
      severity: 'error',
      from: { path: '^cloud/connectors/([a-z-]+)/' },
      to: {
        pathNot: [
          '^shared/',
          '^cloud/ports/',
          '^cloud/connectors/$1/',
          '^cloud/connectors/(frappe-[a-z]+|connector-kind)\\.ts$',
          'node_modules/typebox/',
          '^(node:)?crypto$',
        ],
      },
    },
    {
      name: 'adapters-never-the-story',
      comment:
        'Adapters are called by the story, they do not call it: they may import ports files only from the folder above.',
      severity: 'error',
      from: { path: '^(device|cloud)/([a-z-]+)/', pathNot: ['^(device|cloud)/ports/', story] },
      to: {
        path: ['^(device|cloud)/[a-z-]+\\.tsx?$', story],
        pathNot: '^(device|cloud)/ports\\.ts$',
      },
    },
    {
      name: 'nobody-imports-main',
      comment: 'main.ts wires everything and therefore knows everything; nothing may know main.ts.',
      severity: 'error',
      from: { path: '^(shared|device|cloud)/' },
      to: { path: '(^|/)main\\.tsx?$' },
    },
    {
      name: 'no-test-code-in-source',
      comment: 'Fakes and fixtures stay in test/: what ships is what is tested, and nothing else.',
      severity: 'error',
      from: { path: '^(shared|device|cloud|scripts)/' },
      to: { path: '^test/' },
    },
    {
      name: 'no-cycles',
      comment: 'A cycle has no first file to read.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-orphans',
      comment: 'A file nobody imports is dead: delete it, or wire it.',
      severity: 'error',
      from: {
        orphan: true,
        pathNot: ['\\.d\\.ts$', '^scripts/[^/]+\\.js$', '^cloud/web/assets/', '\\.cjs$'],
      },
      to: {},
    },
    {
      name: 'not-unresolvable',
      comment: 'An import that does not resolve fails at start, on the wall.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '^(nfc-pcsc|onoff|johnny-five|sd-notify)$' },
    },
    onlyFrom(
      'nfc-pcsc',
      'device/hardware/nfc-reader-child',
      'it loses errors and can block its loop, so only the child that may die loads it.',
    ),
    onlyFrom(
      'onoff',
      'device/hardware/onoff-lines',
      'a native add-on, loaded lazily where GPIO exists.',
    ),
    onlyFrom('johnny-five', 'device/hardware/keeper', 'it lives in the keeper process only.'),
    onlyFrom(
      'better-sqlite3',
      'shared/runtime/sqlite',
      'WAL without synchronous=FULL loses acknowledged rows; one file asserts it.',
    ),
    onlyFrom(
      'mqtt',
      'shared/runtime/mqtt-link',
      'noDelay, clean sessions and reconnects are decided once.',
    ),
    onlyFrom('aedes', 'cloud/broker/', 'the embedded broker is one adapter.'),
    onlyFrom(
      'node-cron',
      'shared/runtime/cron',
      'wall-clock jobs must survive clock jumps; one wrapper sees to it.',
    ),
    onlyFrom('sd-notify', 'shared/runtime/sd-notify', 'optional and native, loaded lazily.'),
    onlyFrom('pino', 'shared/runtime/logger', 'UIDs are masked in one place.'),
    onlyFrom('pg', 'cloud/store/', 'PostgreSQL is one adapter.'),
    onlyFrom('pg-copy-streams', 'cloud/store/', 'PostgreSQL is one adapter.'),
    onlyFrom('kysely', 'cloud/store/', 'the query layer is one adapter.'),
    onlyFrom('otpauth', 'cloud/store/one-time-code', 'which codes count is decided once.'),
    onlyFrom('fastify', 'cloud/web/', 'HTTP is one adapter.'),
    onlyFrom('pdfkit', 'cloud/pdf/', 'what is printed is drawn in one place.'),
    onlyFrom(
      'nodemailer',
      'cloud/mail/',
      'deadlines, TLS and what a refusal means are decided once.',
    ),
    onlyFrom(
      'csv-parse',
      'cloud/imports/read-csv',
      'what a file may hold, and how large it may be, is decided once.',
    ),
    onlyFrom(
      'jose',
      'shared/wire/',
      'what is signed on the wire is signed and checked in one place.',
    ),
  ],
  options: {
    parser: 'swc',
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|data)/' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.js', '.cjs', '.mjs', '.d.ts'],
    },
  },
};
