// A receiver of webhooks: WEBHOOK_SECRET=whsec_… (or whpk_…) PORT=8080 node webhook-receiver.mjs
import { createHmac, createPublicKey, timingSafeEqual, verify } from 'node:crypto';
import { createServer } from 'node:http';

const secret = process.env.WEBHOOK_SECRET ?? '';
const key = Buffer.from(secret.replace(/^wh(sec|pk)_/, ''), 'base64');
const seen = new Set();
const say = (line) => process.stdout.write(`${line}\n`);

function isSigned(headers, body) {
  const seconds = headers['webhook-timestamp'];
  if (!(Math.abs(Date.now() / 1000 - Number(seconds)) <= 300)) return false;
  const signed = Buffer.from(`${headers['webhook-id']}.${seconds}.${body}`);
  return String(headers['webhook-signature'])
    .split(' ')
    .some((one) => {
      const [version, text = ''] = one.split(',');
      const signature = Buffer.from(text, 'base64');
      if (version === 'v1a' && secret.startsWith('whpk_')) {
        const der = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), key]);
        return verify(
          null,
          signed,
          createPublicKey({ key: der, format: 'der', type: 'spki' }),
          signature,
        );
      }
      const own = createHmac('sha256', key).update(signed).digest();
      const fits = signature.length === own.length && timingSafeEqual(signature, own);
      return version === 'v1' && secret.startsWith('whsec_') && fits;
    });
}

const server = createServer(async (request, response) => {
  let body = '';
  for await (const part of request.setEncoding('utf8')) body += part;
  if (!isSigned(request.headers, body)) return response.writeHead(401).end();
  response.writeHead(204).end();
  const id = request.headers['webhook-id'];
  if (seen.has(id)) return;
  seen.add(id);
  const { type, time, data } = JSON.parse(body);
  say(JSON.stringify({ type, time, data }));
});
server.listen(Number(process.env.PORT ?? 8080), '127.0.0.1', () =>
  say(`http://127.0.0.1:${server.address().port}`),
);
