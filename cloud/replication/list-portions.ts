import { bucketOf } from '../../shared/wire/access-digest.ts';

/** A version that changes more cards than this is made in several: each is a fraction of a second's work. */
const cardsPerPortion = 1_500;

/**
 * Changed cards in portions of whole buckets, for a bucket that is touched is digested anew at both ends: portions
 * that shared one would pay for it twice. None at all is one empty portion.
 */
export function portionsOf(uids: readonly string[]): readonly (readonly string[])[] {
  if (uids.length <= cardsPerPortion) return [uids];
  const sorted = uids.map((uid) => ({ uid, bucket: bucketOf(uid) }));
  sorted.sort((a, b) => a.bucket - b.bucket);
  const portions: string[][] = [];
  let last = -1;
  for (const { uid, bucket } of sorted) {
    const portion = portions.at(-1);
    if (!portion || (portion.length >= cardsPerPortion && bucket !== last)) portions.push([uid]);
    else portion.push(uid);
    last = bucket;
  }
  return portions;
}
