import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Result } from '../../../shared/domain/result.ts';
import {
  encode,
  isRawBatch,
  parseAccess,
  parseAck,
  parseHello,
  parseJournal,
  parseRawBatch,
  parseResult,
  parseStatus,
} from '../../../shared/wire/codec.ts';
import { commandOutcomes } from '../../../shared/wire/command.ts';
import { maxMessageBytes, maxMonoMs } from '../../../shared/wire/limits.ts';

const epoch = '5b1c'.padEnd(32, '0');
const hash = 'ab'.repeat(32);
const seq = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER });
const seqOrZero = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER });
const id = fc.string({ minLength: 1, maxLength: 64, unit: 'grapheme-ascii' });
const lost = fc.array(
  fc.record({ from: seq, to: seq, reason: fc.constantFrom('damaged', 'pruned') }),
  { maxLength: 5 },
);
const v = fc.constant(1);
const head = fc.record({ seq, hash: fc.constant(hash), sig: fc.base64String({ maxLength: 100 }) });
const accessEntry = fc.record({
  uid: fc.constantFrom('04A1B2C3', '04A1B2C3D4E5F6', '04A1B2C3D4E5F60718A9'),
  memberRef: fc.option(id),
  name: fc.option(fc.string({ maxLength: 200 })),
  state: fc.constantFrom('active', 'lost', 'returned', 'destroyed'),
  validFrom: fc.constantFrom(null, '2026-01-01'),
  validUntil: fc.constantFrom(null, '2027-01-31'),
  grants: fc.array(
    fc.record({
      accessPoints: fc.oneof(fc.constant('*'), fc.array(id, { maxLength: 3 })),
      schedule: fc.option(id),
    }),
    { maxLength: 2 },
  ),
  primary: fc.option(fc.array(id, { maxLength: 2 })),
});

const messages = {
  status: [parseStatus, fc.record({ v, online: fc.boolean(), boot: id, connection: seqOrZero })],
  hello: [
    parseHello,
    fc.record(
      {
        v,
        epochs: fc.array(
          fc.record({ epoch: fc.constant(epoch), first: seq, last: seqOrZero, acked: seqOrZero }),
          { maxLength: 3 },
        ),
        list: fc.constantFrom('', 'demo'),
        accessVersion: seqOrZero,
        accessDigest: fc.constantFrom('', hash),
        configVersion: seqOrZero,
        boot: id,
        monoMs: fc.integer({ min: 0, max: maxMonoMs }),
        wall: fc.constant('2026-11-21T07:59:58.412Z'),
        clock: fc.constantFrom('synced', 'unsynced', 'floor'),
        nonce: fc.string({ minLength: 16, maxLength: 30, unit: 'grapheme-ascii' }),
        software: fc.constant('1.0.0'),
        health: fc.constant([{ code: 'reader.lost', since: '2026-11-21T07:59:58.412Z', hint: '' }]),
        missingParts: fc.record({ version: seq, parts: fc.constant([2, 3]) }),
      },
      {
        noNullPrototype: true,
        requiredKeys: [
          'v',
          'epochs',
          'list',
          'accessVersion',
          'accessDigest',
          'configVersion',
          'boot',
          'monoMs',
          'wall',
          'clock',
          'nonce',
          'software',
          'health',
        ],
      },
    ),
  ],
  journal: [
    parseJournal,
    fc.record({
      v,
      epoch: fc.constant(epoch),
      boot: id,
      monoMs: fc.integer({ min: 0, max: maxMonoMs }),
      from: seq,
      to: seq,
      prev: fc.constant(hash),
      lost,
      entries: fc.array(fc.jsonValue(), { maxLength: 5 }),
      head,
    }),
  ],
  raw: [
    parseRawBatch,
    fc.record({ v, epoch: fc.constant(epoch), from: seq, to: seq, raw: fc.base64String() }),
  ],
  ack: [
    parseAck,
    fc.record({
      v,
      epoch: fc.constant(epoch),
      upTo: seqOrZero,
      hash: fc.constant(hash),
      resendFrom: seq,
      maxEntries: fc.integer({ min: 1, max: 200 }),
      busy: fc.record({ retryAfterMs: fc.constant(5000) }),
      error: fc.string({ maxLength: 100 }),
    }),
  ],
  access: [
    parseAccess,
    fc.record({
      v,
      list: id,
      base: seqOrZero,
      version: seq,
      part: fc.integer({ min: 1, max: 16 }),
      parts: fc.integer({ min: 1, max: 16 }),
      upserts: fc.array(accessEntry, { maxLength: 3 }),
      removes: fc.constant(['04A1B2C3']),
      digest: fc.constant(hash),
      jws: fc.constant('a.b.c'),
    }),
  ],
  result: [
    parseResult,
    fc.record({ v, id, outcome: fc.constantFrom(...commandOutcomes), seq: fc.option(seq) }),
  ],
} as const;

const bytes = (text: string) => Buffer.from(text);
const codeOf = (parsed: Result<unknown>) => (parsed.ok ? 'ok' : parsed.problem.code);
const status = { v: 1, online: true, boot: 'b', connection: 1 };

describe.each(Object.entries(messages))('%s', (_name, [parse, arbitrary]) => {
  test('goes out and comes back the same', () => {
    fc.assert(
      fc.property(arbitrary as fc.Arbitrary<object>, (message) => {
        const plain = JSON.parse(JSON.stringify(message)) as unknown;
        expect(parse(bytes(encode(message)))).toEqual({ ok: true, value: plain });
      }),
      { numRuns: 50 },
    );
  });

  test('garbage is an answer with a hint, never an exception', () => {
    const fields = fc.dictionary(fc.constantFrom('v', 'epoch', 'raw', 'from', 'x'), fc.jsonValue());
    const garbage = fc.oneof(
      fc.uint8Array(),
      fc.jsonValue().map((value) => bytes(JSON.stringify(value))),
      fields.map((value) => bytes(JSON.stringify(value))),
    );
    fc.assert(
      fc.property(garbage, (payload) => {
        const parsed = parse(payload);
        expect(parsed.ok ? '' : parsed.problem.hint).not.toBe('');
      }),
      { numRuns: 50 },
    );
  });
});

describe('what every message is checked for', () => {
  test('size, before anything else', () => {
    const padded = (size: number) => bytes(JSON.stringify(status).padEnd(size));
    expect(codeOf(parseStatus(padded(maxMessageBytes)))).toBe('ok');
    expect(codeOf(parseStatus(padded(maxMessageBytes + 1)))).toBe('messageTooLarge');
    expect(parseJournal(padded(maxMessageBytes + 1)).ok).toBe(false);
  });

  test('UTF-8, then JSON', () => {
    expect(codeOf(parseStatus(Buffer.from([0x22, 0xc3, 0x28, 0x22])))).toBe('messageNotJson');
    expect(codeOf(parseStatus(bytes('\ufeff{}')))).toBe('messageNotJson');
    expect(codeOf(parseStatus(bytes('{"v":1')))).toBe('messageNotJson');
  });

  test('the schema, and the problem says where', () => {
    const wrong = parseStatus(bytes(encode({ ...status, connection: -1 })));
    expect(!wrong.ok && wrong.problem.message).toMatch(/^\/connection /);
    const empty = parseStatus(bytes('7'));
    expect(!empty.ok && empty.problem.message).toMatch(/^The message /);
  });

  test('unknown fields pass, unless they could not be hashed', () => {
    expect(parseStatus(bytes(encode({ ...status, later: 1 }))).ok).toBe(true);
    const deep = `{"v":1,"online":true,"boot":"b","connection":1,"x":${'['.repeat(30_000)}${']'.repeat(30_000)}}`;
    expect(codeOf(parseStatus(bytes(deep)))).toBe('messageInvalid');
  });
});

test('a hello names instants that exist, for pages show them', () => {
  const hello = {
    ...{ v: 1, epochs: [], list: '', accessVersion: 0, accessDigest: '', configVersion: 0 },
    ...{ boot: 'b', monoMs: 1, wall: '2026-11-21T07:59:58.412Z', clock: 'synced' },
    ...{ nonce: 'n'.repeat(16), software: '1.0.0', health: [] as object[] },
  };
  const note = (since: string) => [{ code: 'reader.lost', since, hint: '' }];
  const codes = ['2026-02-30T10:00:00.000Z', '2026-99-99T99:99:99.999Z'].flatMap((never) => [
    codeOf(parseHello(bytes(encode({ ...hello, wall: never })))),
    codeOf(parseHello(bytes(encode({ ...hello, health: note(never) })))),
  ]);
  expect(codes).toEqual(Array(4).fill('messageInvalid'));
  expect(parseHello(bytes(encode({ ...hello, health: note(hello.wall) }))).ok).toBe(true);
});

describe('a batch', () => {
  const batch = {
    v: 1,
    epoch,
    boot: 'b',
    monoMs: 1,
    from: 1,
    to: 1,
    prev: '0'.repeat(64),
    lost: [] as object[],
    entries: ['anything'] as unknown[],
    head: { seq: 1, hash, sig: 's' },
  };

  test('is not refused for one entry that cannot be hashed', () => {
    const payload = bytes(JSON.stringify({ ...batch, entries: [{ a: '\ud800' }] }));
    const parsed = parseJournal(payload);
    expect(parsed.ok && isRawBatch(parsed.value)).toBe(false);
    expect(parsed.ok).toBe(true);
  });

  test('is refused for a hole that cannot be hashed', () => {
    const hole = { from: 1, to: 2, reason: 'pruned', why: '\ud800' };
    expect(parseJournal(bytes(JSON.stringify({ ...batch, lost: [hole] }))).ok).toBe(false);
  });

  test('may be one raw entry instead', () => {
    const parsed = parseJournal(bytes(encode({ v: 1, epoch, from: 3, to: 3, raw: 'AAAA' })));
    expect(parsed.ok && isRawBatch(parsed.value)).toBe(true);
  });
});

test('encode sorts the keys and refuses to make a message too large', () => {
  expect(encode({ b: 1, a: { d: 1, c: 2 } })).toBe('{"a":{"c":2,"d":1},"b":1}');
  expect(() => encode({ a: 'é'.repeat(maxMessageBytes / 2) })).toThrow('at most 64 KiB');
});
