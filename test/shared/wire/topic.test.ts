import { expect, test } from '@jest/globals';
import {
  deviceIdPattern,
  downFilter,
  downKinds,
  downTopic,
  parseDownTopic,
  parseUpTopic,
  upFilter,
  upKinds,
  upTopic,
} from '../../../shared/wire/topic.ts';

test('every topic goes out and comes back', () => {
  for (const kind of upKinds) {
    expect(parseUpTopic(upTopic('demo-1', kind))).toEqual({ device: 'demo-1', kind });
  }
  for (const kind of downKinds) {
    expect(parseDownTopic(downTopic('demo-1', kind))).toEqual({ device: 'demo-1', kind });
  }
  expect(upTopic('demo-1', 'hello')).toBe('badgeuse/v1/devices/demo-1/up/hello');
  expect(downFilter('demo-1')).toBe('badgeuse/v1/devices/demo-1/down/#');
  expect(upFilter).toBe('badgeuse/v1/devices/+/up/#');
});

test.each([
  '',
  'badgeuse/v1/devices/demo-1/up/lunch',
  'badgeuse/v1/devices/demo-1/down/lunch',
  'badgeuse/v1/devices/DEMO/up/hello',
  'badgeuse/v1/devices/+/up/hello',
  'badgeuse/v1/devices/a/b/up/hello',
  'x/badgeuse/v1/devices/demo-1/down/ack',
])('%j is no topic of ours', (topic) => {
  expect(parseUpTopic(topic)).toBeNull();
  expect(parseDownTopic(topic)).toBeNull();
});

test('a device id holds nothing a filter could read as a wildcard', () => {
  expect(deviceIdPattern.test('demo-1')).toBe(true);
  for (const id of ['', '+', '#', 'a/b', 'A', 'x'.repeat(33)]) {
    expect(deviceIdPattern.test(id)).toBe(false);
  }
});
