import {
  constants,
  createPublicKey,
  generateKeyPairSync,
  publicEncrypt,
  randomUUID,
} from 'node:crypto';
import {
  answer,
  fieldErrors,
  fieldsOf,
  forbidden,
  type Route,
  refusedBody,
  textOf,
} from './answer.ts';
import { type FedowBook, newApiKey, type Place } from './book.ts';
import { isSignedBy, messageOf, type whoAsks } from './who-asks.ts';

const keyOrNull = (pem: unknown) => {
  try {
    const key = createPublicKey(textOf(pem));
    return (key.asymmetricKeyDetails?.modulusLength ?? 0) >= 2048 ? key : null;
  } catch {
    return null;
  }
};

const padded = (text: string): string =>
  Buffer.from(text).toString('base64').replaceAll('+', '-').replaceAll('/', '_');

/** How a place comes in: the three routes, and what a wallet is made by. */
export function joining(book: FedowBook, who: ReturnType<typeof whoAsks>): readonly Route[] {
  let rootKeyTaken = false;
  const keyFor = (place: Place | null, isTemporary = false): string => {
    const key = newApiKey();
    book.apiKeys.set(key, { place, isTemporary });
    return key;
  };
  const walletOf = (email: string, pem: string) => {
    const key = keyOrNull(pem);
    const known = book.wallets.find((wallet) => wallet.email === email);
    if (known) return known.pem === pem ? { wallet: known, isNew: false } : null;
    if (!key) return null;
    const wallet = { uuid: randomUUID(), email, key, pem };
    book.wallets.push(wallet);
    return { wallet, isNew: true };
  };

  return [
    ['GET', /^\/helloworld\/$/, () => answer(200, { message: 'Hello world!' })],
    [
      'GET',
      /^\/helloworld_apikey\/$/,
      (asked) => (who.byKey(asked) ? answer(200, { message: 'Hello world!' }) : forbidden),
    ],
    [
      'POST',
      /^\/helloworld_apikey\/$/,
      (asked) =>
        who.byPlace(asked) ? answer(200, { message: 'Hello world Signature!' }) : forbidden,
    ],
    [
      'POST',
      /^\/place\/handshake\/$/,
      (asked) => {
        const place = who.byTemporaryKey(asked);
        if (!place) return forbidden;
        const sent = fieldsOf(asked);
        const rsa = keyOrNull(sent['cashless_rsa_pub_key']);
        if (sent['fedow_place_uuid'] !== place.uuid) return refusedBody('Unauthorized');
        if (!rsa) return fieldErrors('cashless_rsa_pub_key', 'Invalid');
        if (textOf(sent['cashless_admin_apikey']).length !== 41) {
          return fieldErrors('cashless_admin_apikey', 'Invalid');
        }
        if (!URL.canParse(textOf(sent['cashless_url']))) {
          return fieldErrors('cashless_url', 'Saisissez une URL valide.');
        }
        if (!/^[\d.]+$|^[\da-f:]+$/.test(textOf(sent['cashless_ip']))) {
          return fieldErrors('cashless_ip', 'Saisissez une adresse IP valide.');
        }
        const signature = textOf(asked.headers['signature']);
        if (!isSignedBy(rsa, messageOf(asked.body), signature)) {
          return refusedBody('Invalid signature');
        }
        book.apiKeys.delete(textOf(asked.headers['authorization']).slice(8));
        place.rsa = rsa;
        place.dokosId = textOf(sent['dokos_id']) || null;
        const given = `{"place_admin_apikey": "${keyFor(place)}", "place_wallet_uuid": "${place.wallet}"}`;
        return answer(202, padded(given));
      },
    ],
    [
      'GET',
      /^\/root_tibillet_handshake\/$/,
      () => {
        if (rootKeyTaken) return answer(208, { 'already done': true });
        rootKeyTaken = true;
        const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
        const fedow_pub_pem = publicKey.export({ type: 'spki', format: 'pem' });
        return answer(201, { api_key: keyFor(null), fedow_pub_pem });
      },
    ],
    [
      'POST',
      /^\/place\/$/,
      (asked) => {
        if (!who.isRoot(asked)) return forbidden;
        const sent = fieldsOf(asked);
        const name = textOf(sent['place_name']);
        if (book.places.some((place) => place.name === name)) {
          return fieldErrors('place_name', 'Un objet place avec ce champ name existe déjà.');
        }
        const email = textOf(sent['admin_email']);
        if (!walletOf(email, textOf(sent['admin_pub_pem']))) {
          return fieldErrors('admin_pub_pem', 'Invalid');
        }
        const place = book.newPlace(name, email);
        place.lespassDomain = textOf(sent['place_domain']);
        const { uuid, dokosId, wallet, lespassDomain } = place;
        const shown = { uuid, name, dokos_id: dokosId, wallet, lespass_domain: lespassDomain };
        return answer(201, { ...shown, key: keyFor(place) });
      },
    ],
    [
      'GET',
      /^\/place\/link_cashless_to_place\/$/,
      (asked) => {
        const [place, wallet] = [who.byKey(asked), who.byWallet(asked)];
        if (!place || wallet?.email !== place.admin) return forbidden;
        if (place.rsa) return answer(405, { detail: 'Méthode « GET » non autorisée.' });
        const sealed = publicEncrypt(
          { key: wallet.key, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' },
          Buffer.from(keyFor(place, true)),
        );
        const rsa_cypher_message = sealed.toString('base64').replaceAll('+', '-');
        return answer(201, { rsa_cypher_message: rsa_cypher_message.replaceAll('/', '_') });
      },
    ],
    [
      'POST',
      /^\/wallet\/get_or_create\/$/,
      (asked) => {
        if (!who.byKey(asked)) return forbidden;
        const sent = fieldsOf(asked);
        const key = keyOrNull(sent['public_pem']);
        const signature = textOf(asked.headers['signature']);
        if (!key || !isSignedBy(key, messageOf(asked.body), signature)) return forbidden;
        const made = walletOf(textOf(sent['email']), textOf(sent['public_pem']));
        if (!made) return refusedBody('Email already exists with another key');
        return answer(made.isNew ? 201 : 200, made.wallet.uuid);
      },
    ],
  ];
}
