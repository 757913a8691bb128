import { expect, test } from '@jest/globals';
import { createResultPost } from '../../device/result-post.ts';
import { manualTime } from '../fakes/manual-time.ts';

const result = (id: string) => ({ v: 1, id, outcome: 'granted', seq: 7 }) as const;

function post() {
  const clock = manualTime();
  const sent: string[] = [];
  const publish = (_kind: string, text: string) => void sent.push(JSON.parse(text).id);
  return { ...createResultPost({ uplink: { publish }, clock }), clock, sent };
}

test('a result is said once more when the cloud is heard, and then no more', () => {
  const on = post();
  on.send(result('a'));
  // It may have left before the result came in.
  on.acked();
  expect(on.sent).toEqual(['a']);
  for (let n = 0; n < 4; n++) {
    on.clock.advance(1_000);
    on.acked();
  }
  expect(on.sent).toEqual(['a', 'a']);
});

test('a link that went takes nothing with it: who was said on the old one is said on the new', () => {
  const on = post();
  on.send(result('a'));
  on.clock.advance(2_000);
  on.acked();
  on.interrupted();
  on.clock.advance(2_000);
  on.acked();
  expect(on.sent).toEqual(['a', 'a', 'a']);
});

test('the oldest give way, so that a cloud that is never heard fills nothing', () => {
  const on = post();
  for (let n = 0; n < 30; n++) on.send(result(`c${n}`));
  on.clock.advance(1_000);
  on.sent.length = 0;
  on.acked();
  expect(on.sent).toHaveLength(20);
  expect(on.sent[0]).toBe('c10');
});
