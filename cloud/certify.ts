import { hash, randomBytes } from 'node:crypto';
import {
  type CertificateFigures,
  certificateOf,
  certifiedFacts,
} from '../shared/domain/certificate.ts';
import { localClock } from '../shared/domain/local-clock.ts';
import type { PassageEnd } from '../shared/domain/passage.ts';
import { failure } from '../shared/runtime/errors.ts';
import { canonicalJson } from '../shared/wire/canonical-json.ts';
import type { CertificateClaims, Certificates, CertificateVerdict } from './ports/certificates.ts';
import type { Place, Registry } from './ports/registry.ts';
import { everyPassage, type PassageReader, type PassageRow } from './ports/report.ts';
import type { Seals } from './ports/retention.ts';
import { findCertificate, keepCertificate } from './store/certificates.ts';
import { correctedSince } from './store/corrected-since.ts';
import type { Database } from './store/database.ts';
import { readSignedTaps } from './store/signed-taps.ts';

export interface CertifyParts {
  readonly database: Database;
  readonly registry: Pick<Registry, 'places' | 'members'>;
  readonly passages: Pick<PassageReader, 'stream'>;
  readonly seals: Pick<Seals, 'isWholeFrom'>;
}

/** Certificates of presence: what they say is on the paper, and only its digest is kept here. */
export function createCertificates(parts: CertifyParts): Certificates {
  const { database, registry, seals } = parts;

  async function read(
    asked: Pick<CertificateClaims, 'placeId' | 'memberId' | 'from' | 'to'>,
    now: number,
  ) {
    const rows: PassageRow[] = [];
    const { placeId: place, memberId: member, from, to } = asked;
    for await (const some of parts.passages.stream(
      { ...everyPassage, place, member, from, to },
      now,
    ))
      rows.push(...some);
    const figures = certificateOf(rows);
    return { rows, figures, altered: await alteredOf(database, figures) };
  }

  /** Why what is known today is not what the paper says. */
  async function whyOther(claims: CertificateClaims, place: Place): Promise<CertificateVerdict> {
    if (!(await seals.isWholeFrom(place, claims.from))) return 'notKept';
    const corrected = await correctedSince(database.db, claims.memberId, claims.issuedAt);
    return corrected ? 'corrected' : 'differs';
  }

  return {
    async draft({ placeId, memberId, from, to }, now) {
      const place = await registry.places.get(placeId);
      const member = await registry.members.get(memberId);
      return { place, member, from, to, ...(await read({ placeId, memberId, from, to }, now)) };
    },

    async issue({ place, member, from, to, figures, altered }, now) {
      if (altered.length > 0) throw failure('journalMismatch', { passages: altered });
      const { passages, presences, days, seconds, addedSeconds } = figures;
      const claims: CertificateClaims = {
        code: newCode(),
        salt: randomBytes(12).toString('base64url'),
        ...{ placeId: place.id, memberId: member.id, memberName: member.name, from, to },
        ...{ issuedAt: now, passages, presences, days, seconds, addedSeconds },
        facts: factsDigest(figures),
      };
      const { code } = claims;
      await keepCertificate(database, { code, digest: digestOf(claims), endsOn: to });
      return claims;
    },

    async verify(claims, now) {
      const kept = await findCertificate(database, claims.code);
      if (!kept) {
        const { items } = await registry.places.list({ limit: 1000, cursor: null });
        // With all that it stood on its digest went too: that says nothing against the paper.
        return items.some((place) => claims.to < oldestDay(place, now)) ? 'notKept' : 'unknown';
      }
      if (kept.digest !== digestOf(claims) || kept.endsOn !== claims.to) return 'notIssued';
      const place = await registry.places.find(claims.placeId);
      const member = await registry.members.find(claims.memberId);
      if (!place || !member) return 'notKept';
      const { figures, altered } = await read(claims, now);
      if (altered.length > 0) return 'altered';
      return factsDigest(figures) === claims.facts ? 'confirmed' : whyOther(claims, place);
    },
  };
}

/** The first day of which the place may still keep anything. */
function oldestDay(place: Place, now: number): string {
  const months = Math.max(place.accessKeptMonths, place.usageKeptMonths, place.worktimeKeptMonths);
  const today = localClock(place.timeZone).isoSeconds(now).split('T')[0] ?? '';
  return Temporal.PlainDate.from(today).subtract({ months }).toString();
}

/** Passages with a card's time that is not the signed journal's. */
async function alteredOf(
  database: Database,
  { lines }: CertificateFigures,
): Promise<readonly string[]> {
  const byCard = (end: PassageEnd | null) => (end?.by === 'card' ? [end] : []);
  const ends = lines.map(({ entry, exit }) => [...byCard(entry), ...byCard(exit)]);
  const taps = await readSignedTaps(
    database.db,
    ends.flat().flatMap(({ punchId }) => punchId ?? []),
  );
  return lines.flatMap(({ passageId }, index) => {
    const isSigned = ends[index]?.every(({ punchId, at }) => {
      const tap = taps.get(punchId ?? '');
      return tap !== undefined && !tap.isAltered && tap.at === at;
    });
    return isSigned ? [] : passageId;
  });
}

const factsDigest = (figures: CertificateFigures): string => digestOf(certifiedFacts(figures));

const digestOf = (value: object): string => hash('sha256', canonicalJson(value), 'base64url');

/** Forty random bits, without letters that are mistaken for others. */
const newCode = (): string =>
  [...randomBytes(8)].map((byte) => '23456789ABCDEFGHJKLMNPQRSTUVWXYZ'[byte % 32]).join('');
