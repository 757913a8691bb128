import { errorCodeOf } from '../../../shared/runtime/errors.ts';
import { keyFingerprint } from '../../../shared/wire/fingerprint.ts';
import type { WebDeps } from '../deps.ts';
import type { Words } from '../language.ts';
import { plainOf } from '../report-filter.ts';
import { Field } from './fields.tsx';

/** What was typed to let a device in; with `found`, the device that shows this code. */
export interface JoinTyped {
  readonly userCode?: string;
  readonly codeError?: string;
  readonly found?: { readonly serial: string; readonly fingerprint: string };
  readonly name?: string;
  readonly nameError?: string;
}

/** A code is short: whoever guesses gets few tries. */
export const guessing = {
  config: { rateLimit: { max: 20, timeWindow: 60_000 } },
  schema: { hide: true },
};

/** The device that shows this code, as a person recognizes it; null: none does. */
export async function claimOf(
  { claims, clock, cloudKey }: Pick<WebDeps, 'claims' | 'clock' | 'cloudKey'>,
  userCode: string,
): Promise<NonNullable<JoinTyped['found']> | null> {
  try {
    const { serial, publicKey } = await claims.find(userCode, clock.now());
    return { serial, fingerprint: keyFingerprint(publicKey, cloudKey.publicKey) };
  } catch (err) {
    if (errorCodeOf(err) === 'notFound') return null;
    throw err;
  }
}

/** A new reader never takes the place of one that is there: that is done by its id, on purpose. */
export async function freeIdFor(
  { registry }: Pick<WebDeps, 'registry'>,
  name: string,
): Promise<string> {
  const plain = plainOf(name)
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 40);
  const stem = plain || 'reader';
  for (let n = 1; ; n++) {
    const id = n === 1 ? stem : `${stem}-${n}`;
    if (!(await registry.accessPoints.find(id))) return id;
  }
}

interface JoinProps {
  readonly words: Words;
  readonly typed: JoinTyped;
}

export const CodeField = ({ words, typed }: JoinProps) => (
  <Field
    name="userCode"
    label={words.userCode}
    value={typed.userCode}
    error={typed.codeError}
    placeholder="ABCD-EFGH"
  />
);

/** To be compared with the device, with one's own eyes. */
export const Fingerprint = ({ words, typed: { userCode, found } }: JoinProps) => (
  <>
    <input type="hidden" name="userCode" value={userCode} />
    <div>
      <p class="small">{words.compareFingerprint}</p>
      <p class="fingerprint">{found?.fingerprint}</p>
      <p class="small">{words.serial(found?.serial ?? '')}</p>
    </div>
  </>
);

export const ReaderName = ({ words, typed }: JoinProps) => (
  <Field
    name="name"
    label={words.readerName}
    hint={words.readerNameHint}
    value={typed.name}
    error={typed.nameError}
  />
);
