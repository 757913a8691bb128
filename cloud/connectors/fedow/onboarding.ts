import type { KeyObject } from 'node:crypto';
import { randomBytes } from 'node:crypto';
import { errorCodeOf, failure } from '../../../shared/runtime/errors.ts';
import { onboardingSchema, readers } from './answers.ts';
import { ask, type FedowAsker, type FedowWallet, type FedowWorld } from './fedow-http.ts';
import { jsonOrUndefined, readAnswer } from './read-answer.ts';
import { publicPemOf, unsealed } from './signature.ts';

/** What a pasted string says. */
export interface Invitation {
  readonly domain: string;
  readonly placeUuid: string;
  /** Good for one handshake. */
  readonly tempKey: string;
}

/** What a place has once it is in; with the private key, all it needs to speak. */
export interface JoinedPlace {
  readonly placeUuid: string;
  readonly apiKey: string;
  readonly walletUuid: string;
}

const unpacked = (packed: string): unknown =>
  jsonOrUndefined(Buffer.from(packed, 'base64url').toString('utf8'));

/** As people paste it: with blanks, quotes and line ends around or inside it. Throws `fedowStringWrong`. */
export function readInvitation(pasted: string): Invitation {
  const packed = pasted.replace(/[\s'"`]/g, '');
  const wrong = (detail: string) => failure('fedowStringWrong', { detail });
  if (packed === '') throw wrong('it is empty');
  if (packed.length > 4_000 || !/^[\w+/-]+={0,2}$/.test(packed)) {
    throw wrong('it holds characters that such a string never has');
  }
  const said = unpacked(packed);
  if (said === undefined) throw wrong('it is cut off, or something else');
  if (!onboardingSchema().Check(said)) {
    throw wrong('it lacks the server, the place or the key');
  }
  return { domain: said.domain, placeUuid: said.uuid, tempKey: said.temp_key };
}

/** How the place shows itself. */
export interface PlaceCard {
  /** An address of our pages, https. */
  readonly url: string;
  /** Of the Dokos federation; other venues read it there. Null: none. */
  readonly dokosId: string | null;
}

/**
 * Joins with the key of an invitation, and signs with the place's new one. Throws `fedowStringUsed`, and what
 * `readAnswer` throws.
 */
export async function shakeHands(
  server: URL,
  invitation: Pick<Invitation, 'placeUuid' | 'tempKey'>,
  place: PlaceCard,
  placeKey: KeyObject,
  world: FedowWorld,
): Promise<JoinedPlace> {
  const answer = await ask(
    server,
    { apiKey: invitation.tempKey, placeKey, wallet: null },
    {
      method: 'POST',
      path: '/place/handshake/',
      by: 'place',
      body: {
        fedow_place_uuid: invitation.placeUuid,
        cashless_ip: '127.0.0.1',
        cashless_url: place.url,
        // They ask for a key of ours and use it nowhere: this one opens nothing.
        cashless_admin_apikey: `badgeuse.${randomBytes(16).toString('hex')}`,
        cashless_rsa_pub_key: publicPemOf(placeKey),
        dokos_id: place.dokosId,
      },
    },
    world,
  );
  const packed = orStringUsed(server, () => readAnswer(server, answer, readers.text()));
  const said = unpacked(packed);
  if (!readers.handshake().Check(said)) {
    throw failure('fedowAnswerStrange', {
      server: server.host,
      detail: 'its handshake holds no key.',
    });
  }
  const { place_admin_apikey: apiKey, place_wallet_uuid: walletUuid } = said;
  return { placeUuid: invitation.placeUuid, apiKey, walletUuid };
}

function orStringUsed<T>(server: URL, read: () => T): T {
  try {
    return read();
  } catch (err) {
    if (errorCodeOf(err) !== 'fedowRefused') throw err;
    throw failure('fedowStringUsed', { server: server.host }, err);
  }
}

/**
 * Takes a fresh server's first key, which it gives to whoever asks first, and makes a place with it. Such a place asks
 * by its key alone. Throws `fedowRootTaken`.
 */
export async function foundPlace(
  server: URL,
  place: {
    readonly domain: string;
    readonly name: string;
    readonly email: string;
    readonly adminKey: KeyObject;
  },
  world: FedowWorld,
): Promise<JoinedPlace> {
  const first = await ask(
    server,
    null,
    { method: 'GET', path: '/root_tibillet_handshake/', by: 'nobody' },
    world,
  );
  if (first.is === 'answered' && first.status === 208) {
    throw failure('fedowRootTaken', { server: server.host });
  }
  const { api_key: apiKey } = readAnswer(server, first, readers.rootKey());
  const answer = await ask(
    server,
    { apiKey, placeKey: null, wallet: null },
    {
      method: 'POST',
      path: '/place/',
      by: 'key',
      body: {
        place_domain: place.domain,
        place_name: place.name,
        admin_email: place.email,
        admin_pub_pem: publicPemOf(place.adminKey),
      },
    },
    world,
  );
  const made = readAnswer(server, answer, readers.newPlace());
  return { placeUuid: made.uuid, apiKey: made.key, walletUuid: made.wallet };
}

/**
 * Asks for the invitation of a till of a place that came by Lespass, sealed for the wallet of its administrator. Throws
 * `fedowPlaceLinked`.
 */
export async function inviteTill(
  server: URL,
  { apiKey, placeUuid }: Pick<JoinedPlace, 'apiKey' | 'placeUuid'>,
  wallet: FedowWallet,
  world: FedowWorld,
): Promise<Invitation> {
  const who: FedowAsker = { apiKey, placeKey: null, wallet };
  const path = '/place/link_cashless_to_place/';
  const answer = await ask(server, who, { method: 'GET', path, by: 'wallet' }, world);
  if (answer.is === 'answered' && answer.status === 405) {
    throw failure('fedowPlaceLinked', { server: server.host });
  }
  const { rsa_cypher_message: sealed } = readAnswer(server, answer, readers.sealedKey());
  const tempKey = unsealed(sealed, wallet.key);
  if (tempKey === null) {
    const detail = 'its key is sealed for somebody else.';
    throw failure('fedowAnswerStrange', { server: server.host, detail });
  }
  return { domain: server.host, placeUuid, tempKey };
}
