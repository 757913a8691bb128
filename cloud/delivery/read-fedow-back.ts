import type { EpochMs } from '../../shared/domain/clock.ts';
import { failure } from '../../shared/runtime/errors.ts';
import type { Block } from '../connectors/fedow/block.ts';
import type { FedowClient } from '../connectors/fedow/client.ts';
import { foreignPunchOf, type PlacesByWallet, saysWho } from '../connectors/fedow/foreign-punch.ts';
import { blockJudge } from '../connectors/fedow/judge-blocks.ts';
import type { BlockVerdictKept, FedowReading, ReadAsset, ReadBlock } from '../ports/fedow-pool.ts';

export interface ReadBackParts {
  readonly client: FedowClient;
  readonly reading: FedowReading;
  readonly now: () => EpochMs;
  readonly goesOn: () => boolean;
}

/** What staff bound, and who we are there. */
export interface BoundAsset {
  readonly connectionId: string;
  readonly server: string;
  readonly placeUuid: string;
  readonly asset: string;
}

/** A list has no pages: it is asked for by weeks. */
const weekMs = 7 * 86_400_000;
/** Their clock and ours: what was read is asked for again as far back as this, and known again by its uuid. */
const clocksApartMs = 6 * 3_600_000;
/** Of one round; the rest is for the next one. */
const mostWeeks = 120;
const mostJudged = 20_000;
const judgedAtOnce = 100;

/**
 * Reads back what a Fedow holds of an asset: from where the last round ended, week after week, each kept with how far
 * it reaches. Whatever ends this in between, the next round goes on from there.
 */
export async function readFedowBack(parts: ReadBackParts, bound: BoundAsset): Promise<void> {
  const { client, reading, now, goesOn } = parts;
  const { connectionId } = bound;
  const asset = await client.asset(bound.asset);
  if (!asset)
    throw failure('fedowAnswerStrange', { server: bound.server, detail: 'it has no such asset.' });
  const read: ReadAsset = {
    ...{ connectionId, uuid: asset.uuid, name: asset.name },
    originName: asset.place_origin?.name ?? null,
    isOurs: asset.place_origin?.uuid === bound.placeUuid,
  };
  const places = await placesOf(client, asset.place_origin);
  const own = await reading.ownWallets(bound.server);
  const until = await reading.readUntil(connectionId, asset.uuid);
  const kept = await reading.keptFrom(connectionId, now());
  let from = (until ?? Math.max(Date.parse(asset.created_at), kept)) - clocksApartMs;
  const listed = new Map<string, Block>();
  const judge = blockJudge({
    client,
    listed: (uuid) => listed.get(uuid) ?? null,
    hashOf: (uuid) => reading.hashOf(connectionId, uuid),
  });
  for (let weeks = 0; weeks < mostWeeks && goesOn(); weeks++) {
    const to = Math.min(from + weekMs, now() + clocksApartMs);
    const blocks = await client.blocksOf(asset.uuid, from, to);
    const page: ReadBlock[] = [];
    // Of this week alone: a year of them would be held for nothing.
    listed.clear();
    for (const block of blocks.toReversed()) {
      listed.set(block.uuid, block);
      page.push(await readBlockOf(client, block, own, places));
    }
    await reading.keep(read, { blocks: page, until: Math.min(to, now()) }, now());
    await judgeAll(parts, read, judge);
    if (to >= now()) break;
    from = to;
  }
}

async function placesOf(
  client: FedowClient,
  origin: { readonly wallet: string; readonly name: string } | null,
): Promise<PlacesByWallet> {
  const federated = (await client.federations()).flatMap(({ places }) => places);
  return new Map(
    [...(origin ? [origin] : []), ...federated].map(({ wallet, name }) => [wallet, name]),
  );
}

async function readBlockOf(
  client: FedowClient,
  block: Block,
  own: ReadonlySet<string>,
  places: PlacesByWallet,
): Promise<ReadBlock> {
  const { uuid, hash, previous_transaction: previous } = block;
  let punch = foreignPunchOf(block, own, places, null);
  // One that was told by hand says its card nowhere but in itself.
  if (punch && !saysWho(block)) {
    const whole = await client.block(uuid);
    punch = foreignPunchOf(block, own, places, whole?.cardTag ?? null);
  }
  return { uuid, previous, hash, at: Date.parse(block.datetime), punch };
}

async function judgeAll(
  { reading, now, goesOn }: ReadBackParts,
  asset: ReadAsset,
  judge: ReturnType<typeof blockJudge>,
): Promise<void> {
  for (let judged = 0; judged < mostJudged && goesOn(); judged += judgedAtOnce) {
    const some = await reading.unjudged(asset, judgedAtOnce);
    const verdicts = new Map<string, BlockVerdictKept>();
    for (const { uuid } of some) verdicts.set(uuid, await judge(uuid));
    await reading.judge(asset, verdicts, now());
    if (some.length < judgedAtOnce) return;
  }
}
