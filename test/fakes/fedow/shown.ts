import type { Token, Transaction } from './book.ts';
import {
  type Asset,
  type Card,
  type Federation,
  type FedowBook,
  isoOf,
  type Place,
} from './book.ts';
import type { Tree } from './python.ts';

/** Metadata keep the order in which they were written, which an object would not. */
class Written {
  readonly json: string;
  constructor(tree: Tree) {
    this.json = compact(tree);
  }
}

const compact = (tree: Tree): string => {
  if (tree.kind === 'list') return `[${tree.items.map(compact).join(',')}]`;
  if (tree.kind === 'dict') {
    return `{${tree.entries.map(([key, of]) => `${JSON.stringify(key)}:${compact(of)}`).join(',')}}`;
  }
  return tree.kind === 'text' ? JSON.stringify(tree.text) : tree.text;
};

/** `JSON.stringify`, with what was written as it was. */
export function render(value: unknown): string {
  if (value instanceof Written) return value.json;
  if (Array.isArray(value)) return `[${value.map(render).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).map(([key, of]) => `${JSON.stringify(key)}:${render(of)}`);
  return `{${entries.join(',')}}`;
}

const categories: Readonly<Record<string, string>> = {
  FED: 'Fiduciaire fédérée',
  BDG: 'Badgeuse/Pointeuse',
  TIM: 'Monnaie temps',
};
const actions: Readonly<Record<string, string>> = {
  FST: 'Premier bloc',
  CRE: 'Création',
  REF: 'Recharge',
  SAL: "Vente d'article",
  BDG: 'Badgeuse',
};

export const placeShown = (place: Place) => ({
  uuid: place.uuid,
  name: place.name,
  dokos_id: place.dokosId,
  wallet: place.wallet,
  lespass_domain: place.lespassDomain,
});

export const federationShown = (book: FedowBook, federation: Federation) => ({
  uuid: federation.uuid,
  name: federation.name,
  places: federation.places.map(placeShown),
  assets: federation.assets.map((asset) => assetShown(book, asset)),
  description: null,
});

export const assetShown = (book: FedowBook, asset: Asset) => ({
  uuid: asset.uuid,
  name: asset.name,
  currency_code: asset.code,
  category: asset.category,
  get_category_display: categories[asset.category] ?? asset.category,
  place_origin: asset.origin && placeShown(asset.origin),
  wallet_origin: asset.wallet,
  created_at: isoOf(asset.createdAt, 'Z'),
  last_update: isoOf(asset.updatedAt, 'Z'),
  is_stripe_primary: false,
  place_uuid_federated_with: book.federations
    .filter(({ assets }) => assets.includes(asset))
    .flatMap(({ places }) => places.map(({ uuid }) => uuid)),
});

export const assetWithTotals = (book: FedowBook, asset: Asset) => {
  const held = book.tokens.filter((token) => token.asset === asset);
  const sum = (tokens: readonly Token[]) => tokens.reduce((all, { value }) => all + value, 0);
  const ofPlaces = held.filter((token) => book.places.some((one) => one.wallet === token.wallet));
  return {
    ...assetShown(book, asset),
    total_token_value: sum(held),
    total_in_place: sum(ofPlaces),
    total_in_wallet_not_place: sum(held) - sum(ofPlaces),
  };
};

export const originShown = (card: Card) => ({
  place: placeShown(card.origin),
  generation: card.generation,
  img: null,
});

const tokenShown = (book: FedowBook, token: Token) => ({
  uuid: token.uuid,
  name: token.asset.name,
  value: token.value,
  asset: assetShown(book, token.asset),
  asset_uuid: token.asset.uuid,
  asset_name: token.asset.name,
  asset_category: token.asset.category,
  is_primary_stripe_token: false,
  last_transaction: transactionInList(book, token.last),
  last_transaction_datetime: isoOf(token.last.at, 'Z'),
  start_membership_date: null,
});

/** Whoever is shown a card sees the tokens of it that they accept. */
export function cardShown(book: FedowBook, card: Card, viewer: Place) {
  const wallet = book.walletOf(card);
  const seen = book.tokens.filter(
    ({ wallet: of, asset }) =>
      of === wallet && (asset.origin === viewer || book.isFederated(asset, viewer)),
  );
  return {
    first_tag_id: card.tag,
    wallet: {
      uuid: wallet,
      get_name: wallet.slice(0, 8),
      tokens: seen.map((token) => tokenShown(book, token)),
      has_user_card: false,
    },
    origin: originShown(card),
    uuid: card.uuid,
    qrcode_uuid: card.qr,
    number_printed: card.number,
    is_wallet_ephemere: true,
    is_primary: card.isPrimary,
  };
}

const head = (one: Transaction) => ({
  uuid: one.uuid,
  action: one.action,
  get_action_display: actions[one.action] ?? one.action,
  hash: one.hash,
  datetime: isoOf(one.at, 'Z'),
  subscription_first_datetime: null,
  subscription_start_datetime: null,
  subscription_type: 'NO',
  last_check: isoOf(one.checkedAt, 'Z'),
  sender: one.sender,
  receiver: one.receiver,
});
const body = (one: Transaction) => ({
  asset: one.asset,
  amount: one.amount,
  comment: one.comment,
  metadata: one.metadata && new Written(one.metadata),
});
const tail = (one: Transaction) => ({
  primary_card: one.primaryCard,
  previous_transaction: one.previous,
  verify_hash: true,
});

export const transactionShown = (book: FedowBook, one: Transaction, viewer: Place | null) => ({
  ...head(one),
  ...body(one),
  card: one.card && cardShown(book, one.card, viewer ?? one.card.origin),
  ...tail(one),
});

/** Lists name who gave and who took, and leave the card out. */
export const transactionInList = (book: FedowBook, one: Transaction): object => ({
  ...head(one),
  sender_name: book.nameOfWallet(one.sender),
  receiver_name: book.nameOfWallet(one.receiver),
  ...body(one),
  ...tail(one),
});
