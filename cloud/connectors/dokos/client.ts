import { readFrappeBody } from '../frappe-answer.ts';
import { askFrappe, type FrappeAnswer, type FrappeSite, type FrappeWorld } from '../frappe-http.ts';

/** As the documentation of the federation names them. */
export interface CheckinBody {
  /** The venue where the person is. */
  readonly client_venue: string;
  /** The venue that the person is of. */
  readonly provider_venue: string;
  /** An e-mail. */
  readonly user: string;
}

/** `venues`: their ids. Else the answer that says why not. */
export type VenuesAnswer =
  | { readonly is: 'venues'; readonly ids: readonly string[] }
  | FrappeAnswer;

/** With their slash before the last word: Dokos tells them apart itself, and a dot is another address. */
const paths = {
  checkin: 'api/method/venues_federation.api.v1/checkin',
  venues: 'api/method/venues_federation.api.v1/venues',
} as const;

/** Some thousands of venues. */
const longestListBytes = 1024 * 1024;

export type DokosClient = ReturnType<typeof dokosClient>;

/** The two questions that a federation of venues answers. Each call is made once, within the world's deadline. */
export function dokosClient(site: FrappeSite, world: FrappeWorld) {
  return {
    /** Somebody came or went, now: neither a time nor which of the two can be said. */
    checkin: (body: CheckinBody): Promise<FrappeAnswer> =>
      askFrappe(site, { method: 'POST', path: paths.checkin, body }, world),

    async venues(): Promise<VenuesAnswer> {
      const question = {
        method: 'GET',
        path: paths.venues,
        maxAnswerBytes: longestListBytes,
      } as const;
      const answer = await askFrappe(site, question, world);
      if (answer.is !== 'answered' || answer.status !== 200) return answer;
      const list = readFrappeBody(answer.text)?.['message'];
      if (!Array.isArray(list)) return answer;
      return { is: 'venues', ids: list.map(idOf).filter((id) => id !== null) };
    },
  };
}

function idOf(venue: unknown): string | null {
  if (typeof venue !== 'object' || venue === null || !('identification' in venue)) return null;
  return typeof venue.identification === 'string' ? venue.identification : null;
}
