import {
  type Answer,
  answer,
  fieldErrors,
  fieldsOf,
  forbidden,
  notFound,
  type Route,
  refusedBody,
  textOf,
} from './answer.ts';
import type { FedowBook, Place } from './book.ts';
import { readTree } from './python.ts';
import { transactionInList, transactionShown } from './shown.ts';
import type { whoAsks } from './who-asks.ts';

const noSuchAsset = (uuid: unknown): Answer =>
  fieldErrors('asset', `Clé primaire «\u00a0${uuid}\u00a0» non valide - l'objet n'existe pas.`);
const microsOf = (date: unknown): number => Date.parse(textOf(date)) * 1_000;

/** Transactions: written, read one by one, listed. */
export function moving(book: FedowBook, who: ReturnType<typeof whoAsks>): readonly Route[] {
  const cardOf = (tag: unknown) => book.cards.find((card) => card.tag === tag);
  const shown = (one: FedowBook['transactions'][number] | undefined, viewer: Place | null) =>
    one ? answer(200, transactionShown(book, one, viewer)) : notFound;
  const newestFirst = (all: readonly FedowBook['transactions'][number][]) =>
    all
      .filter(({ action }) => action !== 'CRE')
      .sort((a, b) => b.at - a.at)
      .map((one) => transactionInList(book, one));

  return [
    [
      'POST',
      /^\/card\/badge\/$/,
      (asked) => {
        const place = who.byPlace(asked);
        if (!place) return forbidden;
        const sent = fieldsOf(asked);
        for (const field of ['first_tag_id', 'primary_card_firstTagId']) {
          const { length } = textOf(sent[field]);
          const most = length > 8 ? 'plus' : 'moins';
          if (length !== 8) {
            return fieldErrors(
              field,
              `Assurez-vous que ce champ comporte au ${most} 8\u00a0caractères.`,
            );
          }
        }
        const asset = book.assets.find(
          ({ uuid, category }) => uuid === sent['asset'] && category === 'BDG',
        );
        if (!asset) return noSuchAsset(sent['asset']);
        const card = cardOf(sent['first_tag_id']);
        // Whether it is a primary card nobody looks.
        const primary = cardOf(sent['primary_card_firstTagId']);
        if (!card || !primary) return notFound;
        const block = book.addBlock({
          action: 'BDG',
          asset: asset.uuid,
          sender: book.walletOf(card),
          receiver: place.wallet,
          metadata: readTree(asked.body),
          card,
          primaryCard: primary.uuid,
        });
        return answer(201, transactionShown(book, block, place));
      },
    ],
    [
      'GET',
      /^\/wallet\/([\da-f-]{36})\/badge\/$/,
      (asked, uuid = '') => {
        const [place, wallet] = [who.byKey(asked), who.byWallet(asked)];
        if (!place || !wallet) return forbidden;
        const asset = uuid;
        const block = { action: 'BDG', asset, sender: wallet.uuid, receiver: place.wallet };
        return answer(201, transactionShown(book, book.addBlock(block), place));
      },
    ],
    [
      'POST',
      /^\/transaction\/$/,
      (asked) => {
        const place = who.byPlace(asked);
        if (!place) return forbidden;
        const sent = fieldsOf(asked);
        const [sender, receiver] = [textOf(sent['sender']), textOf(sent['receiver'])];
        const amount = Number(sent['amount']);
        const asset = book.assets.find(({ uuid }) => uuid === sent['asset']);
        const card = cardOf(sent['user_card_firstTagId']);
        const primary = cardOf(sent['primary_card_fisrtTagId']);
        if (!asset) return noSuchAsset(sent['asset']);
        if (!card || !primary?.isPrimary) return refusedBody('Card');
        const isFromPlace = sender === place.wallet;
        const tree = readTree(asked.body);
        const written = tree.kind === 'dict' ? tree.entries : [];
        const metadata = written.find(([key]) => key === 'metadata')?.[1] ?? null;
        const of = {
          asset: asset.uuid,
          sender,
          receiver,
          amount,
          card,
          primaryCard: primary.uuid,
          metadata,
          comment: textOf(sent['comment']) || null,
        };
        if (!isFromPlace && book.valueOf(sender, asset.uuid) < amount) {
          return refusedBody('Not enough token on sender wallet');
        }
        const isPunch = asset.category === 'BDG';
        if (isFromPlace && !isPunch) {
          book.addBlock({ ...of, action: 'CRE', receiver: sender, comment: null, metadata: null });
        }
        const action = isPunch ? 'BDG' : isFromPlace ? 'REF' : 'SAL';
        return answer(201, transactionShown(book, book.addBlock({ ...of, action }), place));
      },
    ],
    [
      'GET',
      /^\/transaction\/$/,
      (asked) =>
        who.byPlace(asked) ? answer(200, newestFirst([...book.transactions])) : forbidden,
    ],
    [
      'GET',
      /^\/transaction\/([\da-f-]{36})\/$/,
      (_asked, uuid) =>
        shown(
          book.transactions.find((one) => one.uuid === uuid),
          null,
        ),
    ],
    [
      'GET',
      /^\/transaction\/([\da-f]{64})\/get_from_hash\/$/,
      (asked, hash) => {
        const place = who.byPlace(asked);
        if (!place) return forbidden;
        return shown(
          book.transactions.find((one) => one.hash === hash),
          place,
        );
      },
    ],
    [
      'POST',
      /^\/transaction\/list_by_asset\/$/,
      (asked) => {
        const place = who.byKey(asked);
        if (!place || !who.byWallet(asked)) return forbidden;
        const sent = fieldsOf(asked);
        const asset = book.assets.find(({ uuid }) => uuid === sent['asset_uuid']);
        if (!asset) return notFound;
        const [from, to] = [microsOf(sent['start_date']), microsOf(sent['end_date'])];
        if (Number.isNaN(from) || Number.isNaN(to)) return fieldErrors('start_date', 'Invalide');
        const isSeen = (one: FedowBook['transactions'][number]) =>
          asset.origin === place || [one.sender, one.receiver].includes(place.wallet);
        const within = book.transactions.filter(
          (one) => one.asset === asset.uuid && one.at >= from && one.at <= to && isSeen(one),
        );
        return answer(200, newestFirst(within));
      },
    ],
    [
      'GET',
      /^\/transaction\/paginated_list_by_wallet_signature\/$/,
      (asked) => {
        const wallet = who.byWallet(asked);
        if (!wallet) return forbidden;
        const mine = book.transactions.filter((one) =>
          [one.sender, one.receiver].includes(wallet.uuid),
        );
        const size = Math.min(Number(asked.query.get('page_size') ?? 10), 100);
        const results = newestFirst(mine).slice(0, size);
        return answer(200, { count: mine.length, next: null, previous: null, results });
      },
    ],
  ];
}
