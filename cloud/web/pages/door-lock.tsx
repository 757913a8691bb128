import {
  type ConfigLock,
  type LockKind,
  lockAuths,
  lockKinds,
  lockMethods,
} from '../../../shared/wire/lock.ts';
import type { Words } from '../language.ts';
import { Choice, Field, Select } from './fields.tsx';
import type { FieldErrors } from './form.tsx';
import type { FormValues } from './form-values.ts';

interface LockProps {
  readonly words: Words;
  readonly lock: ConfigLock | null | undefined;
  readonly errors: FieldErrors;
}

/** What the door's lock is, where it hangs on no line of the device, and how it is reached. */
export function DoorLock({ words, lock, errors }: LockProps) {
  const text = (name: keyof ConfigLock) => ({
    name: `lock.${name}`,
    value: String(lock?.[name] ?? ''),
    optional: true,
  });
  return (
    <>
      <h2>{words.lockTitle}</h2>
      <Choice
        type="radio"
        name="lock.kind"
        label={words.lockKindLabel}
        hint={words.lockKindHint}
        chosen={[lock?.kind ?? '']}
        error={errors['lock']}
        options={[
          { value: '', label: words.lockKind_line },
          ...lockKinds.map((kind) => ({
            value: kind,
            label: words[`lockKind_${kind}`],
            hint: words.lockUntried,
          })),
        ]}
      />
      <details open={lock != null || errors['lock'] !== undefined}>
        <summary>{words.lockReached}</summary>
        <Field {...text('address')} label={words.lockAddress} hint={words.lockAddressHint} />
        <Field {...text('username')} label={words.lockUsername} hint={words.lockUsernameHint} />
        <Field
          name="lock.secret"
          type="password"
          value=""
          autocomplete="new-password"
          optional
          label={words.lockSecret}
          hint={lock?.secret ? words.lockSecretKept : words.lockSecretHint}
        />
        <Field
          {...text('channel')}
          type="number"
          min={0}
          label={words.lockChannel}
          hint={words.lockChannelHint}
        />
        <Field {...text('lockId')} label={words.lockId} hint={words.lockIdHint} />
        <Field {...text('topic')} label={words.lockTopic} hint={words.lockTopicHint} />
      </details>
      <details open={lock?.kind === 'http' || lock?.kind === 'mqtt'}>
        <summary>{words.lockOwn}</summary>
        <p class="small">{words.lockOwnHint}</p>
        <Select
          name="lock.method"
          label={words.lockMethod}
          value={lock?.method ?? 'GET'}
          options={lockMethods.map((value) => ({ value, label: value }))}
        />
        <Select
          name="lock.auth"
          label={words.lockAuth}
          value={lock?.auth ?? 'none'}
          options={lockAuths.map((value) => ({ value, label: words[`lockAuth_${value}`] }))}
        />
        <Field
          name="lock.headers"
          optional
          value={(lock?.headers ?? []).map(({ name, value }) => `${name}: ${value}`).join('; ')}
          label={words.lockHeaders}
          hint={words.lockHeadersHint}
        />
        <Field {...text('body')} label={words.lockBody} />
        <Field {...text('successPointer')} label={words.lockPointer} hint={words.lockPointerHint} />
        <Field {...text('successValue')} label={words.lockValue} />
        <Field {...text('offAddress')} label={words.lockOff} hint={words.lockOffHint} />
        <Field {...text('payload')} label={words.lockPayload} />
        <Field {...text('answerTopic')} label={words.lockAnswerTopic} hint={words.lockAnswerHint} />
        <Field {...text('answerValue')} label={words.lockAnswerValue} />
        <Field {...text('offPayload')} label={words.lockOffPayload} />
      </details>
    </>
  );
}

const plainTexts = [
  ...(['lockId', 'username', 'body', 'successPointer', 'successValue', 'offAddress'] as const),
  ...(['topic', 'payload', 'answerTopic', 'answerValue', 'offPayload'] as const),
];
const whole = { http: ['method', 'auth'], mqtt: [] } as const;

/** An empty password leaves the one that is kept. */
export function readLock(form: FormValues): ConfigLock | null {
  const kind = lockKinds.find((one) => one === form.text('lock.kind'));
  if (kind === undefined) return null;
  const channel = form.number('lock.channel');
  const texts = plainTexts.flatMap((name) => {
    const value = form.text(`lock.${name}`);
    return value === '' ? [] : [[name, value]];
  });
  const chosen = own(kind).map((name) => [name, form.text(`lock.${name}`)]);
  const secret = form.text('lock.secret');
  const headers = headersOf(form.text('lock.headers'));
  return {
    kind,
    address: addressOf(kind, form.text('lock.address')),
    ...(channel !== '' && { channel: channel as number }),
    ...Object.fromEntries([...texts, ...chosen]),
    ...(headers.length > 0 && { headers }),
    ...(secret !== '' && { secret }),
  };
}

/** What a person types is a host; a whole address is left as it is. */
function addressOf(kind: LockKind, typed: string): string {
  if (typed === '' && kind === 'nukiWeb') return 'https://api.nuki.io';
  if (typed === '' || typed.includes('://')) return typed;
  return `${kind === 'mqtt' || kind === 'tasmotaMqtt' ? 'mqtt' : 'http'}://${typed}`;
}

const own = (kind: LockKind): readonly string[] => (kind === 'http' ? whole.http : whole.mqtt);

/** `X-Key: {secret}; Accept: application/json`. */
const headersOf = (text: string): { name: string; value: string }[] =>
  text.split(';').flatMap((line) => {
    const at = line.indexOf(':');
    return at < 0 ? [] : [{ name: line.slice(0, at).trim(), value: line.slice(at + 1).trim() }];
  });
