import type { Clock, EpochMs } from '../../../shared/domain/clock.ts';
import type {
  Connector,
  ConnectorCheck,
  DeliveryAnswer,
  OutboundPunch,
} from '../../ports/connectors.ts';
import { readFrappeTrouble } from '../frappe-answer.ts';
import { afterCheckin, certainTrouble, unknownForGood } from './at-most-once.ts';
import type { CheckinBody, DokosClient } from './client.ts';
import type { DokosSettings } from './dokos-settings.ts';
import type { DokosReason } from './dokos-words.ts';

const mostRemembered = 10_000;

/** Tells a federation of venues, by Dokos, that a member came or went: as it happens or not at all, and once. */
export function dokosConnector(
  client: DokosClient,
  settings: DokosSettings,
  clock: Clock,
): Connector {
  /** When each member tapped last, of what may be there. */
  const tappedAt = new Map<string, EpochMs>();

  function isDouble({ occurredAt }: OutboundPunch, memberId: string): boolean {
    const last = tappedAt.get(memberId);
    if (last === undefined || occurredAt < last) return false;
    return occurredAt - last <= settings.doubleTapSeconds * 1_000;
  }

  return {
    name: 'dokos',
    isLive: true,

    async check(): Promise<ConnectorCheck> {
      const answer = await client.venues();
      if (answer.is === 'venues') return checkVenues(settings, answer.ids);
      const trouble = certainTrouble(answer);
      if (trouble) return { is: 'troubled', ...trouble };
      if (answer.is !== 'answered') return troubled(answer.why);
      if (answer.status >= 500) return troubled('troubled');
      const { said } = readFrappeTrouble(answer.text);
      const about = { status: String(answer.status), ...(said !== '' && { said }) };
      return troubled('answerStrange', about);
    },

    accepts(punch) {
      const why = reasonAgainst(punch, settings);
      return why satisfies DokosReason | null;
    },

    async deliver({ punch, maybeSent }): Promise<DeliveryAnswer> {
      const { member } = punch;
      if (maybeSent) return unknownForGood(maybeSent);
      if (!member || member.email === null) return parked('noEmail');
      const sentAt = clock.now();
      if (sentAt - punch.occurredAt > settings.maxLagSeconds * 1_000) return expired('tooLate');
      if (isDouble(punch, member.id)) return expired('doubleTap');
      const answer = await client.checkin(bodyOf(settings, member.email, member));
      const last = Math.max(sentAt, clock.now());
      const came = afterCheckin(answer, member.email, { first: sentAt, last });
      if (came.is === 'delivered' || came.is === 'unknown') {
        if (tappedAt.size >= mostRemembered) tappedAt.clear();
        tappedAt.set(member.id, punch.occurredAt);
      }
      return came;
    },
  };
}

const parked = (reason: DokosReason): DeliveryAnswer => ({ is: 'parked', reason });
const expired = (why: DokosReason): DeliveryAnswer => ({ is: 'expired', why });
const troubled = (why: DokosReason, about?: Readonly<Record<string, string>>): ConnectorCheck => ({
  is: 'troubled',
  why,
  ...(about && { about }),
});

function reasonAgainst(punch: OutboundPunch, { itemId }: DokosSettings): DokosReason | null {
  if (itemId !== null && punch.itemId !== itemId) return 'otherItem';
  // It is no way in and none out, and Dokos takes each call for one of them.
  if (punch.direction === 'presence') return 'presenceOnly';
  if (!punch.member) return 'nobody';
  return punch.member.email === null ? 'noEmail' : null;
}

function bodyOf(
  { venueId, venueRoles, homeVenues }: DokosSettings,
  user: string,
  { homePlaceId }: NonNullable<OutboundPunch['member']>,
): CheckinBody {
  const home = homeVenues.find(({ placeId }) => placeId === homePlaceId)?.venueId ?? venueId;
  const isByDoc = venueRoles === 'doc';
  return {
    client_venue: isByDoc ? venueId : home,
    provider_venue: isByDoc ? home : venueId,
    user,
  };
}

function checkVenues(settings: DokosSettings, known: readonly string[]): ConnectorCheck {
  const wanted = [settings.venueId, ...settings.homeVenues.map(({ venueId }) => venueId)];
  const unknown = wanted.find((id) => !known.includes(id));
  return unknown === undefined ? { is: 'well' } : troubled('venueUnknown', { venue: unknown });
}
