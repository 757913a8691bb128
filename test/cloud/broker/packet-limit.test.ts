import { describe, expect, test } from '@jest/globals';
import { createPacketGauge } from '../../../cloud/broker/packet-limit.ts';

const packet = (bodyBytes: number): Buffer => {
  const length: number[] = [];
  for (let left = bodyBytes; ; left >>= 7) {
    length.push((left & 0x7f) | (left > 127 ? 0x80 : 0));
    if (left <= 127) break;
  }
  return Buffer.concat([Buffer.from([0x30, ...length]), Buffer.alloc(bodyBytes, 0xff)]);
};

describe('the gauge of MQTT packets', () => {
  const stream = Buffer.concat([0, 1, 127, 128, 200, 0, 16_384].map(packet));

  test.each([1, 2, 3, 7, 1000, stream.length])('lets what fits through in chunks of %i', (size) => {
    const fits = createPacketGauge(16_384);
    for (let at = 0; at < stream.length; at += size) {
      expect(fits(stream.subarray(at, at + size))).toBe(true);
    }
  });

  test.each([1, 5, stream.length])('finds the one too large in chunks of %i', (size) => {
    const fits = createPacketGauge(16_383);
    const verdicts: boolean[] = [];
    for (let at = 0; at < stream.length; at += size) {
      verdicts.push(fits(stream.subarray(at, at + size)));
      if (verdicts.at(-1) === false) break;
    }
    expect(verdicts.at(-1)).toBe(false);
  });

  test('refuses a length that never ends', () => {
    expect(createPacketGauge(1_000)(Buffer.from([0x30, 0x80, 0x80, 0x80, 0x80]))).toBe(false);
  });
});
