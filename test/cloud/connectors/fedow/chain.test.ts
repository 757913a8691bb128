import { expect, test } from '@jest/globals';
import {
  type Block,
  blockHash,
  hashedText,
  judgeBlock,
} from '../../../../cloud/connectors/fedow/block.ts';
import { pythonRepr } from '../../../../cloud/connectors/fedow/python-repr.ts';
import { parsePython } from '../../../../cloud/connectors/fedow/python-value.ts';
import { hashOf } from '../../../fakes/fedow/book.ts';
import { readTree } from '../../../fakes/fedow/python.ts';

const asset = 'f8e6e37b-4abd-4146-b714-d07a8f528cf7';
const place = 'a83439e5-e04e-4367-8abd-654265cde528';
const metadata =
  '{"first_tag_id":"52BE6543","primary_card_firstTagId":"AA0000B1","asset":"f8e6e37b-4abd-4146-b714-d07a8f528cf7",' +
  '"pos_uuid":"2ca91eb3-92f1-411c-b90b-ec84ac9fd83f","pos_name":"Entrée l\'atelier","punch_uuid":"x-1",' +
  '"punched_at":"2026-07-01T08:00:00Z"}';

/** Both as a real server answered them. */
const first: Block = {
  uuid: 'dc29852c-cb0e-4326-a7db-c7e79cf993bc',
  action: 'FST',
  hash: '0e3c9b5ee65548d5c45ef191a843e50a033f68a518ffbdec06aa5cff6766b095',
  datetime: '2026-11-21T18:32:59.821000Z',
  subscription_first_datetime: null,
  subscription_start_datetime: null,
  subscription_type: 'NO',
  last_check: '2026-11-21T18:33:00.259759Z',
  sender: place,
  receiver: place,
  asset,
  amount: 0,
  comment: null,
  metadata: null,
  metadataRepr: null,
  cardUuid: null,
  primary_card: null,
  previous_transaction: 'dc29852c-cb0e-4326-a7db-c7e79cf993bc',
};
const punch: Block = {
  ...first,
  uuid: 'c1dbb35b-39ff-4f91-8af5-06daa9ec5b73',
  action: 'BDG',
  hash: 'bc4eabe37d391083d98de3fa2bf19a7894b1fabe9e45069fa4468eedcc14a180',
  datetime: '2026-11-21T18:33:04.291740Z',
  last_check: '2026-11-21T18:33:04.291780Z',
  sender: '66b5a7dd-3936-40c0-a836-03bcc769f8ac',
  metadata: JSON.parse(metadata),
  metadataRepr: pythonRepr(parsePython(metadata)),
  cardUuid: '85d130d7-f27e-4710-97dd-6b077c869c14',
  primary_card: '71c59454-4f27-4edf-81d6-fef3d1b29d21',
};

test('the canonical text of the reference, and its hash', () => {
  expect(hashedText(punch, first.hash)).toBe(
    '{"action": "BDG", "amount": "0", "asset": "f8e6e37b-4abd-4146-b714-d07a8f528cf7", "card": "85d130d7-f27e-4710-97dd-6b077c869c14", "checkoupt_stripe": "None", "comment": "None", "datetime": "2026-11-21T18:33:04.291740+00:00", "last_check": "2026-11-21T18:33:04.291780+00:00", "metadata": "{\'first_tag_id\': \'52BE6543\', \'primary_card_firstTagId\': \'AA0000B1\', \'asset\': \'f8e6e37b-4abd-4146-b714-d07a8f528cf7\', \'pos_uuid\': \'2ca91eb3-92f1-411c-b90b-ec84ac9fd83f\', \'pos_name\': \\"Entr\\u00e9e l\'atelier\\", \'punch_uuid\': \'x-1\', \'punched_at\': \'2026-07-01T08:00:00Z\'}", "previous_asset_transaction_hash": "0e3c9b5ee65548d5c45ef191a843e50a033f68a518ffbdec06aa5cff6766b095", "previous_asset_transaction_uuid": "dc29852c-cb0e-4326-a7db-c7e79cf993bc", "primary_card": "71c59454-4f27-4edf-81d6-fef3d1b29d21", "receiver": "a83439e5-e04e-4367-8abd-654265cde528", "sender": "66b5a7dd-3936-40c0-a836-03bcc769f8ac", "subscription_first_datetime": null, "subscription_start_datetime": null, "subscription_type": "NO"}',
  );
  expect(blockHash(punch, first.hash)).toBe(punch.hash);
});

test("the fake's own code finds the same hashes", () => {
  const micros = (date: string) => Date.parse(date) * 1_000 + Number(date.slice(23, 26));
  const base = { asset, receiver: place, amount: 0, comment: null, previous: first.uuid };
  const fst = {
    ...{ ...base, uuid: first.uuid, action: 'FST', sender: place, metadata: null, card: null },
    ...{ primaryCard: null, at: micros(first.datetime), checkedAt: micros(first.last_check) },
  };
  expect(hashOf(fst, '')).toBe(first.hash);
  const bdg = {
    ...{ ...base, uuid: punch.uuid, action: 'BDG', sender: punch.sender },
    metadata: readTree(metadata),
    card: { uuid: String(punch.cardUuid) } as Parameters<typeof hashOf>[0]['card'],
    ...{ primaryCard: punch.primary_card, at: micros(punch.datetime) },
    checkedAt: micros(punch.last_check),
  };
  expect(hashOf(bdg, first.hash)).toBe(punch.hash);
});

test('a whole block is whole; one letter of it changed, it is not', () => {
  expect(judgeBlock(punch, first)).toBe('whole');
  expect(judgeBlock(first, null)).toBe('whole');
  const altered: readonly Partial<Block>[] = [
    { amount: 1 },
    { sender: place },
    { comment: 'x' },
    { datetime: '2026-11-21T18:33:04.291741Z' },
    { datetime: '2026-11-21T18:33:04Z' },
    { metadataRepr: `${punch.metadataRepr?.slice(0, -1)} }` },
    { cardUuid: null },
    { primary_card: null },
    { subscription_type: 'Y' },
    { hash: first.hash },
  ];
  for (const change of altered) expect(judgeBlock({ ...punch, ...change }, first)).toBe('altered');
  expect(judgeBlock({ ...first, receiver: punch.sender }, null)).toBe('altered');
});

test('a block stands on the block it names, and a list says too little', () => {
  expect(judgeBlock(punch, null)).toBe('otherPredecessor');
  expect(judgeBlock(punch, { uuid: asset, hash: first.hash })).toBe('otherPredecessor');
  expect(judgeBlock(punch, { uuid: first.uuid, hash: punch.hash })).toBe('altered');
  expect(judgeBlock({ ...punch, cardUuid: undefined }, first)).toBe('cardUnknown');
});
