import { expect, test } from '@jest/globals';
import { createLogger } from '../../../shared/runtime/logger.ts';
import { readableLine } from '../../../shared/runtime/readable-line.ts';

function listen(level: 'debug' | 'info' | 'silent' = 'info') {
  const lines: Record<string, unknown>[] = [];
  const sink = { write: (line: string) => void lines.push(JSON.parse(line)) };
  return { lines, log: createLogger(level, 'device', sink) };
}

test('a uid is masked wherever it stands, whatever its field is called', () => {
  const { lines, log } = listen();
  const uid = '04A1B2C3D4E5F6';
  log.info({ uid, cardUid: uid, tap: { uid, uids: [uid, '0a1b2c3d'] }, hash: uid }, 'tap');
  expect(lines[0]).toMatchObject({
    level: 'info',
    name: 'device',
    msg: 'tap',
    uid: '04A1…E5F6',
    cardUid: '04A1…E5F6',
    tap: { uid: '04A1…E5F6', uids: ['04A1…E5F6', '0a…3d'] },
    hash: '04A1…E5F6',
  });
  log.child({ part: 'reader', uid }).info({}, 'again');
  expect(lines[1]).toMatchObject({ part: 'reader', uid: '04A1…E5F6' });
});

test('messages, stacks, causes and keys of libraries hold no uid either', () => {
  const { lines, log } = listen();
  const uid = '04A1B2C3D4E5F6';
  const bytes = Buffer.from(uid, 'hex');
  const cause = Object.assign(new Error(`no card ${uid.toLowerCase()}`), { apdu: bytes });
  const err = new Error(`the card ${uid} went`, { cause });
  log.error({ err, [uid]: [bytes, { deep: { deeper: cause } }] }, `tap of card:${uid} failed`);
  log.child({ about: `card ${uid}` }).warn({ why: String(err) }, 'again');
  const said = JSON.stringify(lines);
  expect(said).toContain('the card 04A1…E5F6 went');
  expect(said).not.toMatch(/04a1b2c3d4e5f6|161,178|4,161/i);
  const circle: Record<string, unknown> = {};
  circle['again'] = circle;
  log.info({ circle }, 'still a line');
  expect(lines).toHaveLength(3);
});

test('passwords and tokens never reach a line', () => {
  const { lines, log } = listen();
  log.info({ password: 'hunter2', mqtt: { password: 'hunter2' }, token: 'hunter2' }, 'x');
  expect(JSON.stringify(lines)).not.toContain('hunter2');
});

test('an error is logged with its message, and the level is respected', () => {
  const { lines, log } = listen();
  log.debug({}, 'not shown');
  log.error({ err: new Error('the disk is full') }, 'stopped');
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatchObject({ err: { message: 'the disk is full' } });
});

test('on a terminal a line reads as a sentence with its facts behind it', () => {
  const line = readableLine(
    '{"level":"warn","time":"2026-03-01T10:00:00.000Z","name":"device","msg":"slow","seq":3,"why":"a b"}',
  );
  expect(line).toMatch(/^\d\d:\d\d:\d\d .*warn.* device\s+slow seq=3 why="a b"\n$/);
  expect(readableLine('not json')).toBe('not json');
});
