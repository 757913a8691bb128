import type { KeyObject } from 'node:crypto';
import { tagsOf, type Uid } from '../../../shared/domain/card.ts';
import type { EpochMs } from '../../../shared/domain/clock.ts';
import type { HttpAnswer } from '../../../shared/runtime/http-call.ts';
import { type FedowAsset, type FedowCard, type FedowFederation, readers } from './answers.ts';
import type { Block } from './block.ts';
import { ask, type FedowAsker, type FedowWorld, type Question } from './fedow-http.ts';
import { jsonOrUndefined, readAnswer } from './read-answer.ts';
import { readBlock, readBlocks } from './read-block.ts';
import { publicPemOf, pythonDate } from './signature.ts';

/** A list has no pages: this is some 40,000 blocks. */
const longestListBytes = 32 * 1024 * 1024;
/** A block carries its card's every token, each with its last transaction. */
const longestBlockBytes = 1024 * 1024;

/** A card to make known. */
export interface NewCard {
  readonly uuid: string;
  readonly tag: string;
  readonly qr: string;
  /** Eight characters, printed on it. */
  readonly number: string;
  readonly isPrimary: boolean;
}

/** A punch as Fedow is told of it. */
export interface PunchBody {
  readonly tag: string;
  readonly primaryTag: string;
  readonly asset: string;
  /** Goes into the block as it is, for ever: flat, ASCII, and nothing about whom. */
  readonly metadata: Readonly<Record<string, string>>;
}

export type FedowClient = ReturnType<typeof fedowClient>;

/**
 * What a venue asks a Fedow of version 1. Each call is made once and within the world's deadline; it throws what
 * `readAnswer` throws.
 */
export function fedowClient(server: URL, who: FedowAsker, world: FedowWorld) {
  const get = (path: Question['path'], by: Question['by'] = 'place'): Promise<HttpAnswer> =>
    ask(server, who, { method: 'GET', path, by, maxAnswerBytes: longestBlockBytes }, world);
  const post = (
    path: Question['path'],
    body: unknown,
    by: Question['by'] = 'place',
    maxAnswerBytes = longestBlockBytes,
  ): Promise<HttpAnswer> =>
    ask(server, who, { method: 'POST', path, by, body, maxAnswerBytes }, world);
  const isMissing = (answer: HttpAnswer): boolean =>
    answer.is === 'answered' && answer.status === 404 && jsonOrUndefined(answer.text) !== undefined;

  async function cardByTag(tag: string): Promise<FedowCard | null> {
    const answer = await get(`/card/${tag}/`);
    return isMissing(answer) ? null : readAnswer(server, answer, readers.card());
  }

  async function asset(uuid: string): Promise<FedowAsset | null> {
    const answer = await get(`/asset/${uuid}/`);
    return isMissing(answer) ? null : readAnswer(server, answer, readers.asset());
  }

  return {
    server,

    /** Key and signature are taken, and nothing is written. */
    async greet(): Promise<void> {
      readAnswer(server, await post('/helloworld_apikey/', { hello: 'badgeuse' }), readers.hello());
    },

    /** Own, federated and the euro of all; theirs may be two minutes old. */
    async assets(): Promise<readonly FedowAsset[]> {
      return readAnswer(server, await get('/asset/'), readers.assets());
    },

    asset,

    /** Makes the asset of a time clock; asked again with the same uuid, answers the one that is there. */
    async makeTimeClockAsset(made: {
      readonly uuid: string;
      readonly name: string;
    }): Promise<FedowAsset> {
      const known = await asset(made.uuid);
      if (known) return known;
      const body = { uuid: made.uuid, name: made.name, currency_code: 'BDG', category: 'BDG' };
      return readAnswer(server, await post('/asset/', body), readers.asset());
    },

    async federations(): Promise<readonly FedowFederation[]> {
      return readAnswer(server, await get('/federation/'), readers.federations());
    },

    /**
     * Lets another place record on an asset, in a federation of that name, which is made if there is none. Needs the
     * wallet; anybody's would do, so this proves nothing about who agreed.
     */
    async federate(of: {
      readonly name: string;
      readonly origin: string;
      readonly added: string;
      readonly asset: string;
    }): Promise<FedowFederation> {
      const { name, origin, added, asset: shared } = of;
      const body = { place_origin: origin, place_added: added, asset: shared, name };
      return readAnswer(server, await post('/federation/', body, 'wallet'), readers.federation());
    },

    cardByTag,

    /** Under the tag a PC/SC reader gives it, or else that of a reader which hears three of its bytes. */
    async findCard(uid: Uid): Promise<FedowCard | null> {
      for (const tag of tagsOf(uid)) {
        const card = await cardByTag(tag);
        if (card) return card;
      }
      return null;
    },

    /** All of them or none. `known`: one is there already, under its uuid, tag, number or code. */
    async registerCards(
      cards: readonly NewCard[],
      generation: number,
    ): Promise<'registered' | 'known'> {
      const body = cards.map(({ uuid, tag, qr, number, isPrimary }) => ({
        uuid,
        first_tag_id: tag,
        complete_tag_id_uuid: null,
        qrcode_uuid: qr,
        number_printed: number,
        generation,
        is_primary: isPrimary,
      }));
      const answer = await post('/card/', body);
      if (answer.is === 'answered' && saysKnown(answer)) return 'known';
      readAnswer(server, answer, readers.count());
      return 'registered';
    },

    /**
     * Records a punch: the raw answer, for it matters whether it may have arrived. Never twice the same: nothing there
     * knows it again.
     */
    sendPunch({ tag, primaryTag, asset: of, metadata }: PunchBody): Promise<HttpAnswer> {
      const body = { first_tag_id: tag, primary_card_firstTagId: primaryTag, asset: of };
      return post('/card/badge/', { ...body, ...metadata });
    },

    /** Newest first, from their clock's `from` to `to`. The asset's origin sees every place's, others their own. */
    async blocksOf(of: string, from: EpochMs, to: EpochMs): Promise<readonly Block[]> {
      const body = { asset_uuid: of, start_date: pythonDate(from), end_date: pythonDate(to) };
      const path = '/transaction/list_by_asset/';
      return readBlocks(server, await post(path, body, 'wallet', longestListBytes));
    },

    /** With its card, which lists leave out. Anybody may read it. Null: there is none. */
    async block(uuid: string): Promise<Block | null> {
      const answer = await get(`/transaction/${uuid}/`, 'nobody');
      return isMissing(answer) ? null : readBlock(server, answer);
    },

    /** A wallet for that key, by which a place asks what only wallets are told; the same at each call. */
    async walletFor(email: string, key: KeyObject): Promise<string> {
      const body = { email, public_pem: publicPemOf(key) };
      const path = '/wallet/get_or_create/';
      const question = { method: 'POST', path, by: 'key', body, signer: key } as const;
      return readAnswer(server, await ask(server, who, question, world), readers.uuid());
    },
  };
}

/** A uuid known is a 409, any other clash a 400 in the words of their language: `existe déjà`, `already exists`. */
function saysKnown({ status, text }: Extract<HttpAnswer, { is: 'answered' }>): boolean {
  if (status !== 400) return status === 409;
  return /exist/i.test(text) && !/n['’]existe pas|does not exist/i.test(text);
}
