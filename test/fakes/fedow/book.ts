import { createHash, type KeyObject, randomBytes, randomUUID } from 'node:crypto';
import { ascii, str, type Tree } from './python.ts';

/** What the fake server knows. Amounts in cents, times in whole microseconds since 1970. */
export interface Place {
  readonly uuid: string;
  readonly name: string;
  readonly wallet: string;
  dokosId: string | null;
  lespassDomain: string | null;
  rsa: KeyObject | null;
  /** The e-mail of who may link a till to it. */
  admin: string;
}

export interface Asset {
  readonly uuid: string;
  readonly name: string;
  readonly code: string;
  readonly category: string;
  readonly origin: Place | null;
  readonly wallet: string;
  readonly createdAt: number;
  readonly updatedAt: number;
}

export interface Card {
  readonly uuid: string;
  readonly tag: string;
  readonly qr: string;
  readonly number: string;
  readonly generation: number;
  readonly origin: Place;
  wallet: string | null;
  isPrimary: boolean;
}

export interface Federation {
  readonly uuid: string;
  readonly name: string;
  readonly places: Place[];
  readonly assets: Asset[];
}

export interface Wallet {
  readonly uuid: string;
  readonly email: string;
  readonly key: KeyObject;
  readonly pem: string;
}

export interface Transaction {
  readonly uuid: string;
  readonly action: string;
  readonly asset: string;
  readonly sender: string;
  readonly receiver: string;
  readonly amount: number;
  readonly comment: string | null;
  readonly metadata: Tree | null;
  readonly card: Card | null;
  readonly primaryCard: string | null;
  readonly at: number;
  readonly checkedAt: number;
  readonly previous: string;
  readonly hash: string;
}

export interface Token {
  readonly uuid: string;
  readonly wallet: string;
  readonly asset: Asset;
  value: number;
  last: Transaction;
}

export type NewTransaction = Pick<Transaction, 'action' | 'asset' | 'sender' | 'receiver'> &
  Partial<Pick<Transaction, 'amount' | 'comment' | 'metadata' | 'card' | 'primaryCard'>>;

export const isoOf = (micros: number, zone: 'Z' | '+00:00'): string => {
  const rest = micros % 1_000_000;
  const seconds = new Date((micros - rest) / 1_000).toISOString().slice(0, 19);
  return rest === 0 ? seconds + zone : `${seconds}.${String(rest).padStart(6, '0')}${zone}`;
};

export const newApiKey = (): string =>
  `${randomBytes(4).toString('hex')}.${randomBytes(16).toString('hex')}`;

/** Over the 17 fields, by hand and in the order of the alphabet: they never change. */
export function hashOf(block: Omit<Transaction, 'hash'>, previousHash: string): string {
  const text = (value: string | null) => (value === null ? 'null' : ascii(value));
  const line = [
    `"action": ${text(block.action)}`,
    `"amount": "${block.amount}"`,
    `"asset": ${text(block.asset)}`,
    `"card": ${text(block.card?.uuid ?? null)}`,
    '"checkoupt_stripe": "None"',
    `"comment": ${text(block.comment ?? 'None')}`,
    `"datetime": ${text(isoOf(block.at, '+00:00'))}`,
    `"last_check": ${text(isoOf(block.checkedAt, '+00:00'))}`,
    `"metadata": ${text(block.metadata ? str(block.metadata) : 'None')}`,
    `"previous_asset_transaction_hash": ${text(previousHash)}`,
    `"previous_asset_transaction_uuid": ${text(block.previous)}`,
    `"primary_card": ${text(block.primaryCard)}`,
    `"receiver": ${text(block.receiver)}`,
    `"sender": ${text(block.sender)}`,
    '"subscription_first_datetime": null',
    '"subscription_start_datetime": null',
    '"subscription_type": "NO"',
  ].join(', ');
  return createHash('sha256').update(`{${line}}`).digest('hex');
}

/** Which punch a block was written for; empty: for none. */
export function punchUuidOf({ metadata }: Transaction): string {
  const entries = metadata?.kind === 'dict' ? metadata.entries : [];
  const [, uuid] = entries.find(([name]) => name === 'punch_uuid') ?? [];
  return uuid?.kind === 'text' ? uuid.text : '';
}

export type FedowBook = ReturnType<typeof newBook>;

export function newBook(now: () => number = Date.now) {
  let lastMicros = 0;
  /** No two moments are the same. */
  const micros = (): number => {
    lastMicros = Math.max(Math.floor(now()) * 1_000 + 740, lastMicros + 37);
    return lastMicros;
  };
  const fedWallet = randomUUID();
  const places: Place[] = [];
  const assets: Asset[] = [];
  const cards: Card[] = [];
  const federations: Federation[] = [];
  const wallets: Wallet[] = [];
  const transactions: Transaction[] = [];
  const tokens: Token[] = [];
  /** Whose key, and whether it is for the handshake alone. */
  const apiKeys = new Map<
    string,
    { readonly place: Place | null; readonly isTemporary: boolean }
  >();
  const book = {
    /** How many blocks late the next ones read their predecessor: parallel taps do. */
    staleReads: 0,
    ...{ places, assets, cards, federations, wallets, transactions, tokens, apiKeys, micros },

    newPlace(name: string, admin: string): Place {
      const none = { dokosId: null, lespassDomain: null, rsa: null };
      const place = { uuid: randomUUID(), name, wallet: randomUUID(), admin, ...none };
      places.push(place);
      return place;
    },

    /** What the administrator's command prints last. */
    onboardingString(place: Place, domain: string): string {
      const temp_key = newApiKey();
      apiKeys.set(temp_key, { place, isTemporary: true });
      const json = `{"domain": "${domain}", "uuid": "${place.uuid}", "temp_key": "${temp_key}"}`;
      return Buffer.from(json).toString('base64').replaceAll('+', '-').replaceAll('/', '_');
    },

    newAsset(
      of: { uuid?: string; name: string; code: string; category: string; createdAt?: number },
      origin: Place | null,
    ): Asset {
      const createdAt = of.createdAt ?? micros();
      const asset: Asset = {
        uuid: of.uuid ?? randomUUID(),
        name: of.name,
        code: of.code.toUpperCase(),
        category: of.category,
        origin,
        wallet: origin?.wallet ?? fedWallet,
        createdAt,
        updatedAt: micros(),
      };
      assets.push(asset);
      const uuid = randomUUID();
      const first = {
        uuid,
        action: 'FST',
        asset: asset.uuid,
        sender: asset.wallet,
        receiver: asset.wallet,
        amount: 0,
        comment: null,
        metadata: null,
        card: null,
        primaryCard: null,
        at: createdAt,
        checkedAt: micros(),
        previous: uuid,
      };
      transactions.push({ ...first, hash: hashOf(first, '') });
      return asset;
    },

    addBlock(of: NewTransaction): Transaction {
      const chain = book.chainOf(of.asset);
      const previous = chain[Math.max(chain.length - 1 - book.staleReads, 0)];
      if (!previous) throw new Error('an asset has a first block');
      const block = {
        uuid: randomUUID(),
        amount: of.amount ?? 0,
        comment: of.comment ?? null,
        metadata: of.metadata ?? null,
        card: of.card ?? null,
        primaryCard: of.primaryCard ?? null,
        action: of.action,
        asset: of.asset,
        sender: of.sender,
        receiver: of.receiver,
        at: micros(),
        checkedAt: micros(),
        previous: previous.uuid,
      };
      const transaction = { ...block, hash: hashOf(block, previous.hash) };
      transactions.push(transaction);
      for (const wallet of new Set([of.sender, of.receiver])) book.touchToken(wallet, transaction);
      return transaction;
    },

    /** Oldest first. */
    chainOf: (asset: string): Transaction[] =>
      transactions.filter((one) => one.asset === asset).sort((a, b) => a.at - b.at),

    touchToken(wallet: string, last: Transaction): void {
      const asset = assets.find(({ uuid }) => uuid === last.asset);
      if (!asset) throw new Error('a block has an asset');
      let token = tokens.find((one) => one.wallet === wallet && one.asset === asset);
      if (!token) {
        token = { uuid: randomUUID(), wallet, asset, value: 0, last };
        tokens.unshift(token);
      }
      token.last = last;
      if (last.receiver === wallet) token.value += last.amount;
      if (last.sender === wallet && last.action !== 'CRE') token.value -= last.amount;
    },

    valueOf: (wallet: string, asset: string): number =>
      tokens.find((one) => one.wallet === wallet && one.asset.uuid === asset)?.value ?? 0,

    walletOf(card: Card): string {
      card.wallet ??= randomUUID();
      return card.wallet;
    },

    nameOfWallet: (wallet: string): string =>
      places.find((place) => place.wallet === wallet)?.name ?? wallet.slice(0, 8),

    isFederated: (asset: Asset, place: Place): boolean =>
      federations.some((one) => one.assets.includes(asset) && one.places.includes(place)),
  };
  book.newAsset({ name: 'Primary Asset', code: 'FED', category: 'FED' }, null);
  return book;
}
