import { hash, type KeyObject, sign, verify } from 'node:crypto';
import { type Static, type TSchema, Type } from 'typebox';
import { Uid } from './entry.ts';

/** What two aggregators say to each other: cloud/federation/PROTOCOL.md. Times: epoch ms in headers, ISO in bodies. */
export const exchangePath = '/api/v1/federation-exchange';
export const exchangeHeaders = {
  federation: 'badgeuse-federation',
  time: 'badgeuse-time',
  nonce: 'badgeuse-nonce',
  signature: 'badgeuse-signature',
} as const;
/** Further apart than this, two clocks do not believe each other. */
export const clocksApartMs = 5 * 60_000;
export const feeds = ['cards', 'members', 'passages'] as const;
export type Feed = (typeof feeds)[number];

const Key = Type.String({ pattern: '^[A-Za-z0-9_-]{43}$' });
const orNull = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
const Instant = Type.String({ maxLength: 40, pattern: '^\\d{4}-\\d{2}-\\d{2}T[0-9:.]+Z$' });
const LocalDate = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' });

export const FederationId = Type.String({ pattern: '^fed-[0-9a-f]{16}$' });

export const Invitation = Type.Object({
  v: Type.Literal(1),
  id: FederationId,
  url: Type.String({ maxLength: 300 }),
  key: Key,
  secret: Key,
  name: Type.String({ maxLength: 200 }),
  initials: Type.Boolean(),
  until: Type.Integer(),
});
export type Invitation = Static<typeof Invitation>;

/** What whoever was invited says first: the other side pins `key`, and waits for its staff. */
export const InvitationAnswer = Type.Object(
  {
    secret: Key,
    key: Key,
    url: Type.String({ maxLength: 300 }),
    name: Type.String({ maxLength: 200 }),
  },
  { additionalProperties: false },
);
export type InvitationAnswer = Static<typeof InvitationAnswer>;

export const About = Type.Object({
  name: Type.String({ maxLength: 200 }),
  timeZone: Type.String({ maxLength: 80 }),
  maxVisitMinutes: Type.Integer({ minimum: 1 }),
  closesAt: orNull(Type.String({ maxLength: 5 })),
  letsMembersEnter: Type.Boolean(),
});
export type About = Static<typeof About>;

/** Points of X25519 that stand for cards; in the answer those of the question, raised, in its order. */
export const RaisedCards = Type.Object(
  { cards: Type.Array(Key, { maxItems: 500 }) },
  { additionalProperties: false },
);

/** Cards of members who were erased at home, as both sides call them; in the answer what became of each, in order. */
export const ErasedCards = Type.Object(
  { cards: Type.Array(Key, { maxItems: 200 }) },
  { additionalProperties: false },
);
const erasedStates = ['waiting', 'done', 'kept'] as const;
export const ErasedSaid = Type.Object({
  said: Type.Array(
    Type.Unsafe<(typeof erasedStates)[number]>({ type: 'string', enum: [...erasedStates] }),
    { maxItems: 200 },
  ),
});
export type ErasedSaid = Static<typeof ErasedSaid>;

const CardShown = Type.Object({
  card: Key,
  isHome: Type.Boolean(),
  /** Of a card that is not: until when it was. */
  homeUntil: Type.Optional(Instant),
});
const MemberShown = Type.Object({
  uid: Uid,
  initials: orNull(Type.String({ maxLength: 12 })),
  validFrom: orNull(LocalDate),
  validUntil: orNull(LocalDate),
});
const ends = ['card', 'staff', 'rule'] as const;
const End = Type.Object({
  at: Instant,
  by: Type.Unsafe<(typeof ends)[number]>({ type: 'string', enum: [...ends] }),
});
const statuses = [
  'closed',
  'open',
  'missing_exit',
  'auto_closed',
  'missing_entry',
  'presence',
] as const;
const PassageShown = Type.Object({
  card: Key,
  entry: orNull(End),
  exit: orNull(End),
  status: Type.Unsafe<(typeof statuses)[number]>({ type: 'string', enum: [...statuses] }),
  hasUntrustedClock: Type.Boolean(),
  isCorrected: Type.Boolean(),
});
export type CardShown = Static<typeof CardShown>;
export type MemberShown = Static<typeof MemberShown>;
export type PassageShown = Static<typeof PassageShown>;

/** A page of a feed: each key as it is now, null where it was withdrawn. */
const pageOf = <T extends TSchema>(item: T) =>
  Type.Object({
    items: Type.Array(
      Type.Object({
        seq: Type.Integer({ minimum: 1 }),
        key: Type.String({ minLength: 1, maxLength: 64 }),
        body: orNull(item),
      }),
    ),
    /** The newest there is: a cursor beyond it is of a store that is no more. */
    head: Type.Integer({ minimum: 0 }),
  });
export const FeedPage = {
  cards: pageOf(CardShown),
  members: pageOf(MemberShown),
  passages: pageOf(PassageShown),
} as const satisfies Record<Feed, TSchema>;

export interface Ask {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly federation: string;
  readonly atMs: number;
  readonly nonce: string;
  /** Canonical JSON; empty: none. */
  readonly body: string;
}

const askText = ({ method, path, federation, atMs, nonce, body }: Ask): Buffer =>
  Buffer.from(
    ['badgeuse-federation-ask-1', method, path, federation, atMs, nonce, digest(body)].join('\n'),
  );

export const signAsk = (ask: Ask, key: KeyObject): string =>
  sign(null, askText(ask), key).toString('base64url');

export const isAskOf = (ask: Ask, signature: string, key: KeyObject): boolean =>
  verify(null, askText(ask), key, Buffer.from(signature, 'base64url'));

export interface Answer {
  readonly federation: string;
  /** Of the question: an answer is good for one. */
  readonly nonce: string;
  readonly status: number;
  readonly body: string;
}

const answerText = ({ federation, nonce, status, body }: Answer): Buffer =>
  Buffer.from(['badgeuse-federation-answer-1', federation, nonce, status, digest(body)].join('\n'));

export const signAnswer = (answer: Answer, key: KeyObject): string =>
  sign(null, answerText(answer), key).toString('base64url');

export const isAnswerOf = (answer: Answer, signature: string, key: KeyObject): boolean =>
  verify(null, answerText(answer), key, Buffer.from(signature, 'base64url'));

const digest = (body: string): string => hash('sha256', body, 'base64url');
