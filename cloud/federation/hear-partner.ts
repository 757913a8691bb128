import { hash } from 'node:crypto';
import { Compile } from 'typebox/compile';
import { BadgeuseError, failure } from '../../shared/runtime/errors.ts';
import { canonicalJson } from '../../shared/wire/canonical-json.ts';
import {
  type About,
  clocksApartMs,
  ErasedCards,
  exchangeHeaders,
  exchangePath,
  type Feed,
  feeds,
  InvitationAnswer,
  isAskOf,
  RaisedCards,
  signAnswer,
} from '../../shared/wire/federation.ts';
import { publicKeyFromRaw } from '../../shared/wire/keys.ts';
import type { Answered, Heard } from '../ports/federation.ts';
import type { Database } from '../store/database.ts';
import { hearErasures } from '../store/erasures-afar.ts';
import {
  type FederationRow,
  federationRow,
  heldState,
  type OwnKeys,
  openKeys,
} from '../store/federations.ts';
import type { SecondStepSeal } from '../store/second-step-seal.ts';
import { raised } from './blind.ts';
import type { FeedTeller } from './feed-teller.ts';

export interface HearParts {
  readonly database: Database;
  readonly seal: SecondStepSeal;
  readonly now: () => number;
  readonly teller: FeedTeller;
  /** They said that they leave: theirs goes here, too. */
  readonly left: (row: FederationRow) => Promise<void>;
  /** They want cards forgotten: that begins beside the answer. */
  readonly asked: () => void;
}

/** What is told at once. */
const mostItems = 400;

/**
 * Answers the other side: by its pinned key, in time and once, or not at all. Whoever answers an invitation shows its
 * secret, and the key to pin.
 */
export async function hearPartner(parts: HearParts, heard: Heard): Promise<Answered> {
  const { database, seal, now } = parts;
  const id = heard.headers[exchangeHeaders.federation] ?? '';
  const row = await database.db
    .selectFrom('federation')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirst();
  if (!row) throw failure('federationUnknown');
  const asked = `${heard.method} ${heard.path.slice(exchangePath.length).split('?')[0]}`;
  const isAnswer = asked === 'POST /answer' && row.state === 'invited';
  const nonce = await believe(parts, row, heard, isAnswer ? keyIn(heard.body) : row.their_key);
  const keys = openKeys(seal, row);
  const signed = (status: number, said: object): Answered => {
    const body = canonicalJson(said);
    return {
      status,
      body,
      signature: signAnswer({ federation: id, nonce, status, body }, keys.sign),
    };
  };
  try {
    if (row.state === 'left') throw failure('federationLeft');
    if (isAnswer) return signed(200, await takeAnswer(parts, row, heard.body, now()));
    // Asked again because our word got lost: it was taken.
    if (asked === 'POST /answer') return signed(200, {});
    if (asked === 'POST /leave') {
      await parts.left(row);
      return signed(200, {});
    }
    if (row.state !== 'pooled') throw failure('federationWaiting');
    return signed(200, await answerTo(parts, row, keys, asked, heard));
  } catch (err) {
    if (!(err instanceof BadgeuseError)) throw err;
    const { code, message: detail, hint, status } = err;
    return signed(status, { type: 'about:blank', title: detail, detail, code, hint, status });
  }
}

async function answerTo(
  { database, now, teller, asked: askedToErase }: HearParts,
  row: FederationRow,
  keys: OwnKeys,
  asked: string,
  heard: Heard,
): Promise<object> {
  if (asked === 'GET /about') return aboutUs(database, row);
  if (asked === 'POST /cards/raised') {
    if (!Compile(RaisedCards).Check(heard.body))
      throw failure('badRequest', { detail: 'no cards' });
    const { cards } = heard.body as { cards: readonly string[] };
    const answers = cards.map((card) => raised(card, keys.cards));
    if (answers.includes(null)) throw failure('badRequest', { detail: 'no card is like this' });
    return { cards: answers };
  }
  if (asked === 'POST /erasures') {
    if (!Compile(ErasedCards).Check(heard.body))
      throw failure('badRequest', { detail: 'no cards' });
    const { cards } = heard.body as { cards: readonly string[] };
    const said = await database.inTransaction((tx) => hearErasures(tx, row.id, cards, now()));
    askedToErase();
    return { said };
  }
  const feed = feeds.find((one) => asked === `GET /${one}`);
  if (!feed) throw failure('notFound', { what: 'page or route', id: asked });
  await teller.tell(row, keys, feed);
  const { searchParams } = new URL(heard.path, 'http://localhost');
  return feedPage(database, row.id, feed, Number(searchParams.get('after') ?? 0));
}

async function feedPage({ db }: Database, federation: string, feed: Feed, after: number) {
  const told = db
    .selectFrom('federation_told')
    .where('federation', '=', federation)
    .where('feed', '=', feed);
  const rows = await told
    .select(['seq', 'key', 'body'])
    .where('seq', '>', Number.isSafeInteger(after) ? after : 0)
    .orderBy('seq')
    .limit(mostItems)
    .execute();
  const newest = await told.select((of) => of.fn.max('seq').as('head')).executeTakeFirst();
  return {
    items: rows.map(({ seq, key, body }) => ({
      ...{ seq, key, body: body === null ? null : (JSON.parse(body) as unknown) },
    })),
    head: Number(newest?.head ?? 0),
  };
}

async function aboutUs({ db }: Database, row: FederationRow): Promise<About> {
  const place = await db
    .selectFrom('place')
    .select(['name', 'time_zone', 'max_visit_minutes', 'closes_at'])
    .where('id', '=', row.place_id)
    .executeTakeFirstOrThrow();
  return {
    name: place.name,
    timeZone: place.time_zone,
    maxVisitMinutes: place.max_visit_minutes,
    closesAt: place.closes_at,
    letsMembersEnter: row.lets_members_enter === 1,
  };
}

const keyIn = (body: unknown): string | null =>
  Compile(InvitationAnswer).Check(body) ? (body as InvitationAnswer).key : null;

/** Answers the nonce of a request that is the other side's, of now, and heard for the first time. */
async function believe(
  { database, now }: HearParts,
  row: FederationRow,
  { headers, method, path, body }: Heard,
  theirKey: string | null,
): Promise<string> {
  const key = theirKey === null ? null : publicKeyFromRaw(theirKey);
  const nonce = headers[exchangeHeaders.nonce] ?? '';
  const atMs = Number(headers[exchangeHeaders.time]);
  const text = body === undefined || body === null ? '' : canonicalJson(body);
  const ask = { method, path, federation: row.id, atMs, nonce, body: text };
  const signature = headers[exchangeHeaders.signature] ?? '';
  const isKnown = key?.ok === true && isAskOf(ask, signature, key.value);
  if (!isKnown || !/^[A-Za-z0-9_-]{16,64}$/.test(nonce)) throw failure('federationUnknown');
  const apart = Math.abs(now() - atMs);
  if (!(apart <= clocksApartMs)) {
    const ours = new Date(now()).toISOString();
    throw failure('federationClock', { minutes: Math.round(apart / 60_000), ours });
  }
  await database.inTransaction(async (tx) => {
    // A clock that is behind may come again until it is ahead: twice the time it may be off.
    await tx
      .deleteFrom('federation_nonce')
      .where('at', '<', now() - 2 * clocksApartMs)
      .execute();
    const { numInsertedOrUpdatedRows } = await tx
      .insertInto('federation_nonce')
      .values({ federation: row.id, nonce, at: now() })
      .onConflict((same) => same.doNothing())
      .executeTakeFirst();
    if (numInsertedOrUpdatedRows === 0n) throw failure('federationRepeated');
  });
  return nonce;
}

async function takeAnswer(
  { database }: HearParts,
  row: FederationRow,
  body: unknown,
  now: number,
): Promise<object> {
  const { secret, key, url, name } = body as InvitationAnswer;
  const isOurs = row.secret_hash === hash('sha256', secret, 'base64url');
  if (!isOurs || (row.secret_until ?? 0) < now) throw failure('invitationOver');
  await database.inTransaction(async (tx) => {
    if ((await heldState(database, tx, row.id)) !== 'invited') {
      // Answered twice at once, it was good once: for whoever was first, and says so once more.
      const { state, their_key: first } = await federationRow(tx, row.id);
      if (state === 'left' || first !== key) throw failure('invitationOver');
      return;
    }
    await tx
      .updateTable('federation')
      .set({ state: 'answered', their_key: key, url, name, secret_hash: null, secret_until: null })
      .where('id', '=', row.id)
      .execute();
  });
  return {};
}
