import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

export interface ArrivedMail {
  readonly to: readonly string[];
  /** Header fields by their names in small letters, unfolded and decoded. */
  readonly headers: ReadonlyMap<string, string>;
  readonly text: string;
  readonly html: string;
}

export interface MailServer {
  readonly url: string;
  readonly mails: ArrivedMail[];
  /** What it does to each recipient; a code and words refuse, `hang` says nothing any more. */
  judge: (to: string) => { readonly code: number; readonly words: string } | 'hang' | null;
  stop(): Promise<void>;
}

/** A real mail server on this machine, without TLS, which takes mail for everybody unless told otherwise. */
export async function startMailServer(port = 0): Promise<MailServer> {
  const mails: ArrivedMail[] = [];
  const server = new SMTPServer({
    ...{ disabledCommands: ['AUTH', 'STARTTLS'], logger: false, disableReverseLookup: true },
    onRcptTo({ address }, _session, answer) {
      const judged = made.judge(address);
      if (judged === 'hang') return;
      if (judged === null) return answer();
      answer(Object.assign(new Error(judged.words), { responseCode: judged.code }));
    },
    onData(stream, session, answer) {
      const parts: Buffer[] = [];
      stream.on('data', (part: Buffer) => parts.push(part));
      stream.on('end', () => {
        const to = session.envelope.rcptTo.map(({ address }) => address);
        mails.push({ to, ...read(Buffer.concat(parts).toString('utf8')) });
        answer();
      });
    },
  });
  // A client that gives up is no error of a test.
  server.on('error', () => undefined);
  const listening = server.listen(port, '127.0.0.1');
  await once(listening, 'listening');
  const made: MailServer = {
    url: `smtp://127.0.0.1:${(listening.address() as AddressInfo).port}`,
    mails,
    judge: () => null,
    stop: () =>
      new Promise((resolve) => {
        for (const connection of server.connections) connection.close();
        server.close(() => resolve());
      }),
  };
  return made;
}

function read(raw: string): Omit<ArrivedMail, 'to'> {
  const [head = '', ...rest] = raw.split('\r\n\r\n');
  const headers = headersIn(head);
  const boundary = /boundary="?([^";]+)"?/.exec(headers.get('content-type') ?? '')?.[1] ?? '';
  const bodies = new Map(
    rest
      .join('\r\n\r\n')
      .split(`--${boundary}`)
      .flatMap((part) => {
        const [partHead = '', ...body] = part.trimStart().split('\r\n\r\n');
        const of = headersIn(partHead);
        const type = of.get('content-type')?.split(';')[0];
        const encoding = of.get('content-transfer-encoding') ?? '';
        return type ? [[type, decoded(body.join('\r\n\r\n'), encoding)] as const] : [];
      }),
  );
  return { headers, text: bodies.get('text/plain') ?? '', html: bodies.get('text/html') ?? '' };
}

const headersIn = (head: string): Map<string, string> =>
  new Map(
    head
      .replaceAll(/\r\n[ \t]+/g, ' ')
      .split('\r\n')
      .map((line) => {
        const colon = line.indexOf(':');
        return [line.slice(0, colon).toLowerCase(), wordsOf(line.slice(colon + 1).trim())];
      }),
  );

/** `=?UTF-8?Q?Heure_de_sortie?=` */
const wordsOf = (text: string): string =>
  text
    .replaceAll(/\?=\s+=\?/g, '?==?')
    .replaceAll(/=\?utf-8\?([qb])\?([^?]*)\?=/gi, (_, kind: string, word: string) =>
      kind.toLowerCase() === 'b'
        ? Buffer.from(word, 'base64').toString('utf8')
        : decoded(word.replaceAll('_', ' '), 'quoted-printable'),
    );

function decoded(body: string, encoding: string): string {
  if (encoding === 'base64') return Buffer.from(body, 'base64').toString('utf8');
  if (encoding !== 'quoted-printable') return body;
  const bytes = body
    .replaceAll(/=\r\n/g, '')
    .replaceAll(/=([0-9A-F]{2})/gi, (_, hex: string) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    );
  return Buffer.from(bytes, 'latin1').toString('utf8');
}
