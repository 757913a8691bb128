import { createHmac } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { publicKeyOf, signedHeaders } from '../../../cloud/webhook/sign.ts';

const atMs = 1_614_265_330_000;
const message = { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', atMs, body: '{"test": 2432232314}' };
const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
/** The key by which the signatures in the specification of Standard Webhooks were made. */
const seedAndKey =
  '6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbfVKIDij2HKpMKkioLlX0dRqSKJp4AJ6p9lMicMFs6Kvg==';
const v1 = 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=';
const v1a =
  'v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5BdqzCInXqYXFymVJaA7AZdpXwVLPo3mNl8EM+m7TBAg==';
const signatureOf = (...secrets: readonly string[]) =>
  signedHeaders(secrets, message)['webhook-signature'];

test('a shared secret signs as the official vector says', () => {
  expect(signedHeaders([secret], message)).toEqual({
    'webhook-id': message.id,
    'webhook-timestamp': '1614265330',
    'webhook-signature': v1,
  });
  expect(signatureOf(secret.slice('whsec_'.length))).toBe(v1);
  const own = {
    ...{ id: 'msg_2KWPBgLlAfxdpx2AI54pPJ85f4W', atMs: 1_674_087_231_999 },
    body: '{"type":"contact.created","timestamp":"2022-11-03T20:26:10.344522Z","data":{"id":"1f81eb52-5198-4599-803e-771906343485"}}',
  };
  expect(signedHeaders([secret], own)['webhook-signature']).toBe(
    'v1,ARw42xaAApl/nxRo+iPGYwSaMQaOwMo2eyH5JBRA+bQ=',
  );
});

test('an ed25519 key signs as the official vector says, by its seed or by both halves', () => {
  const seed = Buffer.from(seedAndKey, 'base64').subarray(0, 32).toString('base64');
  expect(signatureOf(`whsk_${seedAndKey}`)).toBe(v1a);
  expect(signatureOf(`whsk_${seed}`)).toBe(v1a);
  expect(publicKeyOf(`whsk_${seed}`)).toBe('whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4=');
  expect(publicKeyOf(secret)).toBeNull();
});

test('two secrets sign one message, each as if it were alone', () => {
  const other = `whsec_${Buffer.from('another secret of thirty two byte').toString('base64')}`;
  const [first, second] = signatureOf(other, `whsk_${seedAndKey}`)?.split(' ') ?? [];
  expect(second).toBe(v1a);
  const signed = `${message.id}.1614265330.${message.body}`;
  const key = Buffer.from('another secret of thirty two byte');
  expect(first).toBe(`v1,${createHmac('sha256', key).update(signed).digest('base64')}`);
});
