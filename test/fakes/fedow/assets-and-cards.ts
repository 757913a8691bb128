import { randomUUID } from 'node:crypto';
import {
  answer,
  fieldErrors,
  fieldsOf,
  forbidden,
  isUuid,
  notFound,
  nothing,
  type Route,
  refusedBody,
  textOf,
} from './answer.ts';
import type { Asset, FedowBook, Place } from './book.ts';
import { assetShown, assetWithTotals, cardShown, federationShown, originShown } from './shown.ts';
import type { Asked, whoAsks } from './who-asks.ts';

const taken = (field: string): string => `Un objet card avec ce champ ${field} existe déjà.`;

export function assetsAndCards(book: FedowBook, who: ReturnType<typeof whoAsks>): readonly Route[] {
  const cardOf = (tag: string) => book.cards.find((card) => card.tag === tag);
  const accepted = (place: Place): readonly Asset[] => [
    ...book.assets.filter((asset) => asset.origin !== place && book.isFederated(asset, place)),
    ...book.assets.filter((asset) => asset.category === 'FED'),
    ...book.assets.filter((asset) => asset.origin === place),
  ];
  const shownTo = (place: Place | null) =>
    place
      ? answer(
          200,
          accepted(place).map((asset) => assetShown(book, asset)),
        )
      : forbidden;

  const create = (asked: Asked, place: Place | null) => {
    if (!place) return forbidden;
    const sent = fieldsOf(asked);
    const name = textOf(sent['name']);
    const code = textOf(sent['currency_code']);
    if (code.length > 3) return fieldErrors('currency_code', 'Au plus 3 caractères.');
    if (book.assets.some((asset) => asset.origin === place && asset.name === name)) {
      return fieldErrors('name', 'Asset already exists');
    }
    const uuid = isUuid(sent['uuid']) ? sent['uuid'] : randomUUID();
    if (book.assets.some((asset) => asset.uuid === uuid)) return nothing(500);
    const created = Date.parse(textOf(sent['created_at']));
    const since = Number.isNaN(created) ? {} : { createdAt: created * 1_000 };
    const asset = book.newAsset(
      { uuid, name, code, category: textOf(sent['category']), ...since },
      place,
    );
    return answer(201, assetShown(book, asset));
  };

  const summary = (asked: Asked, card: FedowBook['cards'][number] | undefined) => {
    if (!who.byKey(asked)) return forbidden;
    if (!card) return answer(400, { detail: 'Unknown card' });
    const wallet_uuid = book.walletOf(card);
    return answer(200, { wallet_uuid, is_wallet_ephemere: true, origin: originShown(card) });
  };

  return [
    ['GET', /^\/asset\/$/, (asked) => shownTo(who.byPlace(asked))],
    ['GET', /^\/asset\/get_accepted_assets\/$/, (asked) => shownTo(who.byKey(asked))],
    ['POST', /^\/asset\/$/, (asked) => create(asked, who.byPlace(asked))],
    ['POST', /^\/asset\/create_membership_asset\/$/, (asked) => create(asked, who.byKey(asked))],
    [
      'GET',
      /^\/asset\/([\da-f-]{36})\/$/,
      (asked, uuid) => {
        if (!who.byPlace(asked)) return forbidden;
        const asset = book.assets.find((one) => one.uuid === uuid);
        return asset ? answer(200, assetWithTotals(book, asset)) : notFound;
      },
    ],
    [
      'GET',
      /^\/federation\/$/,
      (asked) => {
        const place = who.byPlace(asked);
        if (!place) return forbidden;
        const mine = book.federations.filter(({ places }) => places.includes(place));
        return answer(
          200,
          mine.map((one) => federationShown(book, one)),
        );
      },
    ],
    [
      'POST',
      /^\/federation\/$/,
      (asked) => {
        if (!who.byKey(asked) || !who.byWallet(asked)) return forbidden;
        const sent = fieldsOf(asked);
        const asset = book.assets.find(({ uuid }) => uuid === sent['asset']);
        const origin = book.places.find(({ uuid }) => uuid === sent['place_origin']);
        const added = book.places.find(({ uuid }) => uuid === sent['place_added']);
        if (!asset || !origin || !added || asset.origin !== origin) {
          return refusedBody('Place is not the origin of this asset');
        }
        const name = textOf(sent['name']);
        let federation = book.federations.find(
          (one) => one.name === name && one.assets.includes(asset) && one.places.includes(origin),
        );
        if (!federation) {
          federation = { uuid: randomUUID(), name, places: [origin], assets: [asset] };
          book.federations.push(federation);
        }
        if (!federation.places.includes(added)) federation.places.push(added);
        return answer(200, federationShown(book, federation));
      },
    ],
    [
      'POST',
      /^\/card\/$/,
      (asked) => {
        const place = who.byPlace(asked);
        if (!place) return forbidden;
        const sent = JSON.parse(asked.body) as Record<string, unknown>[];
        const errors = sent.map((card) => {
          const clash: Record<string, string[]> = {};
          const check = (field: string, words: string, of: keyof FedowBook['cards'][number]) => {
            if (book.cards.some((known) => known[of] === card[field]))
              clash[field] = [taken(words)];
          };
          check('uuid', 'uuid', 'uuid');
          check('first_tag_id', 'first tag id', 'tag');
          check('qrcode_uuid', 'qrcode uuid', 'qr');
          check('number_printed', 'number printed', 'number');
          return clash;
        });
        if (errors.some((clash) => Object.keys(clash).length > 0)) {
          return answer(errors[0]?.['uuid'] ? 409 : 400, errors);
        }
        for (const card of sent) {
          book.cards.push({
            uuid: isUuid(card['uuid']) ? card['uuid'] : randomUUID(),
            tag: textOf(card['first_tag_id']),
            qr: textOf(card['qrcode_uuid']),
            number: textOf(card['number_printed']),
            generation: Number(card['generation']),
            isPrimary: card['is_primary'] === true,
            origin: place,
            wallet: null,
          });
        }
        return answer(201, sent.length);
      },
    ],
    [
      'POST',
      /^\/card\/set_primary\/$/,
      (asked) => {
        if (!who.byPlace(asked)) return forbidden;
        const sent = fieldsOf(asked);
        const card = cardOf(textOf(sent['first_tag_id']));
        if (!card) return nothing(500);
        if (sent['delete'] === true) {
          card.isPrimary = false;
          return nothing(205);
        }
        if (card.isPrimary) return answer(208, 'Déja OK');
        card.isPrimary = true;
        return answer(200, 'OK');
      },
    ],
    [
      'GET',
      /^\/card\/([^/]+)\/$/,
      (asked, tag = '') => {
        const place = who.byPlace(asked);
        if (!place) return forbidden;
        const card = cardOf(tag);
        return card ? answer(200, cardShown(book, card, place)) : answer(404, 'Carte inconnue');
      },
    ],
    [
      'GET',
      /^\/card\/([^/]+)\/card_tag_id_retrieve\/$/,
      (asked, tag = '') => summary(asked, cardOf(tag.toUpperCase())),
    ],
    [
      'GET',
      /^\/card\/([^/]+)\/card_number_retrieve\/$/,
      (asked, number = '') =>
        summary(
          asked,
          book.cards.find((card) => card.number === number.toUpperCase()),
        ),
    ],
    [
      'GET',
      /^\/card\/([^/]+)\/qr_retrieve\/$/,
      (asked, qr = '') =>
        summary(
          asked,
          book.cards.find((card) => card.qr === qr),
        ),
    ],
  ];
}
