import type { DeliveryAnswer, MaybeSent } from '../../ports/connectors.ts';
import { readFrappeBody, readFrappeTrouble } from '../frappe-answer.ts';
import type { FrappeAnswer } from '../frappe-http.ts';
import type { DokosReason } from './dokos-words.ts';

/** Why nothing could be asked, or not so; null: it was, and what it said about this one thing counts. */
export interface Trouble {
  readonly why: DokosReason;
  readonly about?: Readonly<Record<string, string>>;
}

/**
 * What came of a check-in. Dokos knows no punch again and shows none, and each call turns in into out: whatever may
 * have reached it is never sent a second time, and only what certainly did not is.
 */
export function afterCheckin(
  answer: FrappeAnswer,
  email: string,
  maybeSent: MaybeSent,
): DeliveryAnswer {
  const trouble = certainTrouble(answer);
  if (trouble) return { is: 'retry', concerns: 'everything', ...trouble };
  if (answer.is !== 'answered') return unknownForGood(maybeSent);
  const { status, text } = answer;
  const body = readFrappeBody(text);
  if (status === 200 && body) return { is: 'delivered', receipt: receiptOf(body, email) };
  // It rolls back what it refuses, and says so in its own words.
  if (status >= 400 && status < 500 && body) {
    return {
      is: 'parked',
      reason: 'saysNo',
      about: { said: nameless(readFrappeTrouble(text).said, email) },
    };
  }
  return unknownForGood(maybeSent);
}

export const unknownForGood = (maybeSent: MaybeSent): DeliveryAnswer => ({
  is: 'unknown',
  why: 'sentOnce' satisfies DokosReason,
  maybeSent,
  isForGood: true,
});

/** What happens before a program of theirs is asked: nothing can have been written down. */
export function certainTrouble(answer: FrappeAnswer): Trouble | null {
  if (answer.is === 'notSent') return { why: answer.why };
  if (answer.is !== 'answered') return null;
  const { status, text } = answer;
  if (status === 401 || status === 403) return { why: 'refused' };
  if (status === 429 || status === 503) return { why: 'troubled' };
  const isElsewhere = status >= 300 && status < 400;
  // Of a proxy, or of another server: theirs is told in JSON.
  const isNobodys = status >= 400 && status < 500 && status !== 408 && !readFrappeBody(text);
  return isElsewhere || isNobodys
    ? { why: 'answerStrange', about: { status: String(status) } }
    : null;
}

/** What it says is documented nowhere: kept as it is. */
function receiptOf(
  { message }: Readonly<Record<string, unknown>>,
  email: string,
): Readonly<Record<string, string>> {
  if (message === undefined || message === null) return {};
  const said = typeof message === 'string' ? message : JSON.stringify(message);
  return { message: nameless(said, email).slice(0, 300) };
}

/** What is written down of a delivery outlives the consent to share an address: it names none. */
const nameless = (said: string, email: string): string => said.replaceAll(email, '…');
