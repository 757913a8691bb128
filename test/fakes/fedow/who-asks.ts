import { constants, type KeyObject, verify } from 'node:crypto';
import type { FedowBook, Place, Wallet } from './book.ts';
import { dumps, readTree } from './python.ts';

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

const urlBase64 = (text: string): string =>
  btoa(text).replace(/[+/]/g, (mark) => (mark === '+' ? '-' : '_'));

/** With the longest salt, as their older servers insist; padded, for URLs, and nothing else. */
export function isSignedBy(key: KeyObject, message: string, signature: string): boolean {
  if (!/^[\w-]+={0,2}$/.test(signature) || signature.length % 4 !== 0) return false;
  return verify(
    'sha256',
    Buffer.from(message),
    { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 222 },
    Buffer.from(signature, 'base64url'),
  );
}

/** Of a POST: what Python prints of the body it read. */
export const messageOf = (body: string): string => urlBase64(dumps(readTree(body)));

const header = ({ headers }: Asked, name: string): string => String(headers[name] ?? '');

/** `datetime.fromisoformat` and `.isoformat()` again, of dates in UTC; null: Python reads no such date. */
const reprinted = (date: string): string | null => {
  const [, day = '', fraction = ''] =
    /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{3}|\d{6}))?\+00:00$/.exec(date) ?? [];
  if (day === '') return null;
  return Number(fraction) === 0 ? `${day}+00:00` : `${day}.${fraction.padEnd(6, '0')}+00:00`;
};

export function whoAsks(book: FedowBook) {
  const keyOf = (asked: Asked) =>
    book.apiKeys.get(/^Api-Key (.{41})$/.exec(header(asked, 'authorization'))?.[1] ?? '');

  const apiKeyText = (asked: Asked): string => header(asked, 'authorization').slice(8);

  const signedText = (asked: Asked, ofGet: string): string | null => {
    if (asked.method === 'GET') return ofGet;
    return asked.method === 'POST' ? messageOf(asked.body) : null;
  };

  return {
    /** Key alone; not the one of a handshake. */
    byKey(asked: Asked): Place | null {
      const known = keyOf(asked);
      return known && !known.isTemporary ? known.place : null;
    },

    byTemporaryKey(asked: Asked): Place | null {
      const known = keyOf(asked);
      return known?.isTemporary ? known.place : null;
    },

    isRoot(asked: Asked): boolean {
      const known = keyOf(asked);
      return known !== undefined && known.place === null;
    },

    /** Key and the place's signature; a place of Lespass that gave no key of its own signs nothing. */
    byPlace(asked: Asked): Place | null {
      const place = this.byKey(asked);
      if (!place || !['GET', 'POST'].includes(asked.method)) return null;
      if (!place.rsa) return place.lespassDomain === null ? null : place;
      const message = signedText(asked, apiKeyText(asked));
      if (message === null) return null;
      return isSignedBy(place.rsa, message, header(asked, 'signature')) ? place : null;
    },

    byWallet(asked: Asked): Wallet | null {
      const wallet = book.wallets.find(({ uuid }) => uuid === header(asked, 'wallet'));
      const date = reprinted(header(asked, 'date'));
      if (!wallet || date === null) return null;
      const message = signedText(asked, `${wallet.uuid}:${date}`);
      if (message === null) return null;
      return isSignedBy(wallet.key, message, header(asked, 'signature')) ? wallet : null;
    },
  };
}
