import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createImports } from '../cloud/import-file.ts';
import { openJournal } from '../cloud/open-journal.ts';
import type { Imports } from '../cloud/ports/imports.ts';
import { openConnections } from '../cloud/store/connections.ts';
import { type Database, openDatabase } from '../cloud/store/database.ts';
import { openRegistry } from '../cloud/store/registry.ts';
import { cardsOf } from '../device/list-file-cards.ts';
import { parseUid } from '../shared/domain/card.ts';
import { errorKinds } from '../shared/runtime/errors.ts';
import { silentLogger } from '../shared/runtime/logger.ts';
import {
  encode,
  parseAccess,
  parseAck,
  parseHello,
  parseJournal,
  parseRawBatch,
  parseResult,
  parseState,
  parseStatus,
} from '../shared/wire/codec.ts';
import { type ClaimsByType, signClaims, verifyClaims } from '../shared/wire/jws.ts';
import { newKeyPair } from '../shared/wire/keys.ts';
import { parseEntry } from '../shared/wire/parse-entry.ts';
import { seedPlace, testDevice } from './cloud/test-device.ts';
import { testSeal } from './cloud/test-seal.ts';
import { card } from './contract/demo-place.ts';
import { manualTime } from './fakes/manual-time.ts';
import { scratchFolder } from './parts/scratch-folder.ts';

/** A few in each run of the tests; `FUZZ_RUNS=100000 npx jest test/fuzz` looks for hours. */
const runs = Number(process.env['FUZZ_RUNS'] ?? 250);
const now = Date.UTC(2026, 10, 21, 8);
const epoch = '5b1c'.padEnd(32, '0');
const hash = 'ab'.repeat(32);

/** What once was sent, or could have been: the seeds that are damaged below. */
const device = testDevice('reader');
for (let n = 0; n < 12; n++) device.punch({ at: now + n * 60_000, uid: card(n).uid });
const samples: readonly Buffer[] = [
  device.batch(1, 12),
  Buffer.from(encode(device.hello())),
  ...[
    { v: 1, epoch, upTo: 12, hash, busy: { retryAfterMs: 1_000 } },
    { v: 1, online: true, boot: 'b', connection: 7 },
    { v: 1, id: 'c1', outcome: 'granted', seq: 3 },
    { v: 1, epoch, from: 1, to: 1, raw: 'e30=' },
    {
      ...{ v: 1, list: 'demo', base: 0, version: 3, part: 1, parts: 1, removes: ['04A1B2C3'] },
      ...{ upserts: [card(1), card(2)], digest: hash, jws: 'e30.e30.AAAA' },
    },
    {
      ...{ v: 1, place: 'demo', asOf: '2026-11-21T08:00:00.000Z', whole: true, part: 1, parts: 1 },
      members: [
        { memberRef: 'm', day: '2026-11-21', in: ['demo'], todaySeconds: 60, balance: 450 },
      ],
      inside: { demo: 1 },
    },
  ].map((message) => Buffer.from(encode(message))),
  // What found holes in others' parsers.
  ...[
    '['.repeat(30_000),
    `{"a":`.repeat(5_000),
    '{"__proto__":{"v":1},"v":1,"constructor":{"prototype":{}}}',
    '{"v":1,"v":2,"epoch":"\\ud800","from":1e400,"to":-0}',
    '\uFEFF{}',
    '\u0000',
    '"'.repeat(65_000),
    `[${'1,'.repeat(30_000)}1]`,
  ].map((text) => Buffer.from(text)),
];

const byte = fc.integer({ min: 0, max: 255 });
const change = fc.record({
  at: fc.nat(),
  kind: fc.constantFrom('set', 'cut', 'insert', 'double', 'digits'),
  byte,
  length: fc.integer({ min: 1, max: 40 }),
});

function damaged(
  bytes: Buffer,
  { at, kind, byte: value, length }: typeof change extends fc.Arbitrary<infer T> ? T : never,
): Buffer {
  const from = bytes.length === 0 ? 0 : at % bytes.length;
  const [head, tail] = [bytes.subarray(0, from), bytes.subarray(from)];
  if (kind === 'set') return Buffer.concat([head, Buffer.from([value]), tail.subarray(1)]);
  if (kind === 'cut') return Buffer.concat([head, tail.subarray(length)]);
  if (kind === 'insert') return Buffer.concat([head, Buffer.alloc(length, value), tail]);
  if (kind === 'digits') return Buffer.concat([head, Buffer.from('9'.repeat(length)), tail]);
  return Buffer.concat([head, tail.subarray(0, length), tail]);
}

/** One of the samples, damaged in up to six places; or any bytes at all. */
const spoiled = (of: readonly Buffer[]) =>
  fc.oneof(
    {
      weight: 6,
      arbitrary: fc
        .tuple(fc.constantFrom(...of), fc.array(change, { minLength: 1, maxLength: 6 }))
        .map(([bytes, changes]) => changes.reduce(damaged, bytes)),
    },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)) },
  );

const codeOf = (err: unknown) => (err as { code?: string }).code ?? String(err);
const isOurs = (err: unknown) => codeOf(err) in errorKinds;

describe('whatever arrives, nothing throws that was not meant to', () => {
  const parsers = {
    ...{ parseAccess, parseAck, parseHello, parseJournal, parseRawBatch, parseResult },
    ...{ parseState, parseStatus },
  };

  test('messages of either direction are read, or refused with a reason', () => {
    fc.assert(
      fc.property(spoiled(samples), (payload) => {
        for (const parse of Object.values(parsers)) {
          const read = parse(payload);
          if (!read.ok) expect(read.problem.message.length).toBeLessThan(2_000);
        }
      }),
      { numRuns: runs },
    );
    // What was not damaged is still read, or this test would look at nothing.
    const [batch = Buffer.alloc(0), hello = Buffer.alloc(0), ack = Buffer.alloc(0)] = samples;
    expect([parseJournal(batch).ok, parseHello(hello).ok, parseAck(ack).ok]).toEqual([
      true,
      true,
      true,
    ]);
  });

  test('entries of any shape', () => {
    const [first] = device.entries();
    const field = fc.constantFrom(...Object.keys(first ?? {}));
    fc.assert(
      fc.property(field, fc.jsonValue(), fc.jsonValue(), (name, value, other) => {
        parseEntry({ ...first, [name]: value });
        parseEntry(other);
      }),
      { numRuns: runs },
    );
    expect(parseEntry(first).ok).toBe(true);
  });

  test('a command, a list or a config that was changed by one bit is not believed', async () => {
    const { privateKey, publicKey } = newKeyPair();
    const key = { kid: 'k1', privateKey };
    const claims: ClaimsByType['badgeuse-access'] = { list: 'demo', version: 3, digest: hash };
    const signed = await signClaims('badgeuse-access', claims, key);
    const find = (kid: string) => (kid === 'k1' ? publicKey : null);
    await fc.assert(
      fc.asyncProperty(spoiled([Buffer.from(signed)]), async (bytes) => {
        const text = bytes.toString('utf8');
        const read = await verifyClaims('badgeuse-access', text, find);
        if (read.ok) expect(read.value).toEqual(claims);
        expect((await verifyClaims('badgeuse-command', text, find)).ok).toBe(false);
      }),
      { numRuns: runs },
    );
    expect((await verifyClaims('badgeuse-access', signed, find)).ok).toBe(true);
  });

  test('files of access lists', () => {
    const file = Buffer.from(encode({ upserts: [card(1), card(2), card(3)] }));
    expect([...cardsOf(file)]).toHaveLength(3);
    fc.assert(
      fc.property(spoiled([file, ...samples]), (bytes) => {
        try {
          for (const one of cardsOf(bytes)) expect(parseUid(one.uid).ok).toBe(true);
        } catch (err) {
          expect(isOurs(err)).toBe(true);
        }
      }),
      { numRuns: runs },
    );
  });

  test('what a card answers when it is asked for its number', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), fc.string(), (answer, text) => {
        const read = parseUid(Buffer.from(answer).toString('hex'));
        if (read.ok) expect(read.value).toMatch(/^([0-9A-F]{8}|[0-9A-F]{14}|[0-9A-F]{20})$/);
        parseUid(text);
      }),
      { numRuns: runs },
    );
  });
});

describe('in the cloud’s store', () => {
  let database: Database;
  let journal: ReturnType<typeof openJournal>;
  let imports: Imports;
  beforeAll(async () => {
    database = await openDatabase({ url: null, path: join(scratchFolder('fuzz'), 'cloud.db') });
    await seedPlace(database, [device]);
    journal = openJournal(database);
    const { announce } = openRegistry(database, journal.hooks, {
      now: () => now,
      log: silentLogger,
    });
    imports = createImports(database, { clock: manualTime(now), ...journal.hooks, announce });
  });
  afterAll(async () => {
    await journal.close();
    await database.close();
  });

  test('spoiled batches are answered, store no word that was not written, and stop nothing', async () => {
    const batches = [device.batch(1, 12), device.batch(1, 5), device.batch(6, 12)];
    await fc.assert(
      fc.asyncProperty(spoiled(batches), async (payload) => {
        const received = { device: device.id, payload, receivedAt: now + 3_600_000 };
        const ack = await journal.ingest.journal(received);
        expect(parseAck(Buffer.from(encode(ack))).ok).toBe(true);
      }),
      { numRuns: Math.ceil(runs / 2) },
    );
    const whole = { device: device.id, payload: device.batch(1, 12), receivedAt: now + 3_600_000 };
    expect(await journal.ingest.journal(whole)).toMatchObject({
      upTo: 12,
      hash: device.hashAt(12),
    });
    const stored = await database.db.selectFrom('journal').select(['seq', 'hash']).execute();
    const letters = await database.db.selectFrom('dead_letter').select('from_seq').execute();
    // An entry that came damaged was set aside, and takes its place all the same when it comes as it was written.
    const seqs = new Set([...stored.map(({ seq }) => seq), ...letters.map((one) => one.from_seq)]);
    expect([...seqs].sort((a, b) => a - b)).toEqual(Array.from({ length: 12 }, (_, n) => n + 1));
    for (const { seq, hash: kept } of stored) expect(kept).toBe(device.hashAt(seq));
  }, 120_000);

  test('CSV files of members, cards, credits and names are planned, or refused with a reason', async () => {
    const files = [
      'name;email;groups\r\nZoé;zoe@example.org;"a, b"\r\n"Ana\nMaria";;\r\n',
      'uid,number,member,valid_from,valid_until\n04A1B2C3D4E5F6,12,Zoé,2026-01-01,2026-12-31\n',
      `name\n${'"'.repeat(999)}\n`,
      'name,name,name\n1,2\n\n\n,,,,,,,\n',
      'member;tokens;words;key;place\r\nZoé;1,5;"for June; twice";k1;Hall\r\nZoé;-0,01;;;\r\n',
      'email;carte;connu sous\r\nzoe@example.org;;HR-1\r\n;0412;"HR;2"\r\n',
    ].map((text) => Buffer.from(text));
    const kinds = ['members', 'cards', 'credits', 'knownAs'] as const;
    const joined = {
      kind: 'frappe',
      placeId: 'demo',
      name: 'F',
      settings: {},
      secrets: {},
    } as const;
    const system = await openConnections(database, testSeal).add(joined, now);
    const to = { connectionId: system.id };
    await fc.assert(
      fc.asyncProperty(spoiled(files), fc.constantFrom(...kinds), async (bytes, kind) => {
        try {
          const report = await imports.preview(kind, bytes, undefined, to);
          expect(report.lines.length).toBeLessThan(bytes.length + 2);
        } catch (err) {
          expect([isOurs(err), codeOf(err)]).toEqual([true, codeOf(err)]);
        }
      }),
      { numRuns: Math.ceil(runs / 2) },
    );
    const made = await imports.preview('members', files[0] ?? Buffer.alloc(0));
    expect(made.counts.create).toBe(2);
    const given = await imports.preview('credits', files[4] ?? Buffer.alloc(0));
    expect(given.lines).toHaveLength(2);
    const named = await imports.preview('knownAs', files[5] ?? Buffer.alloc(0), undefined, to);
    expect(named.lines).toHaveLength(2);
  }, 120_000);
});
