import type { ConfigLock } from '../../shared/wire/lock.ts';
import type { LockAnswer } from '../ports.ts';
import { jsonAt } from './json-at.ts';

/** An answer as a lock gave it. */
export interface Answered {
  readonly status: number;
  /** Parsed; undefined where it is no JSON. */
  readonly json: unknown;
}

export interface LockStep {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  readonly auth: 'none' | 'basic' | 'digest' | 'bearer';
  /** Null: go on with the next step. */
  readonly judge: (answered: Answered) => LockAnswer | null;
}

/** What is said to a lock, in order; only the last step of `open` moves it. */
export interface LockPlan {
  readonly prepare: readonly LockStep[];
  readonly open: LockStep;
  /** Asks what really happened, where the answer to `open` is only a receipt. */
  readonly confirm: LockStep | null;
  /** Locks again; null: it does that by itself. */
  readonly off: LockStep | null;
  readonly deadlineMs: number;
}

export const lanDeadlineMs = 3_000;
export const cloudDeadlineMs = 5_000;

const granted: LockAnswer = { outcome: 'granted', why: null };
const failed = (why: string): LockAnswer => ({ outcome: 'failed', why });
const refused = (why: string): LockAnswer => ({ outcome: 'refused', why });

/** What any of them means by its status alone; null: the rest of the answer says. */
function byStatus(status: number): LockAnswer | null {
  if (status === 401) return refused('wrongPassword');
  if (status === 403) return refused('notAllowed');
  if (status === 423) return refused('locked');
  return status >= 200 && status < 300 ? null : failed(`status${status}`);
}

const step = (more: Partial<LockStep> & Pick<LockStep, 'url' | 'judge'>): LockStep => ({
  ...{ method: 'GET', headers: {}, body: null, auth: 'none' },
  ...more,
  judge: (answered) => byStatus(answered.status) ?? more.judge(answered),
});

const json = (value: object) => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(value),
});

type Planner = (lock: ConfigLock, pulseMs: number) => Omit<LockPlan, 'deadlineMs'>;
type HttpKind = Exclude<ConfigLock['kind'], 'mqtt' | 'tasmotaMqtt'>;

const plans: Readonly<Record<HttpKind, Planner>> = {
  /** `timer`: the relay falls back by itself, after whole seconds. */
  shellyGen1(lock, pulseMs) {
    const at = `${base(lock)}/relay/${lock.channel ?? 0}`;
    const auth = lock.secret ? 'basic' : 'none';
    return {
      prepare: [],
      open: step({
        url: `${at}?turn=on&timer=${Math.max(1, Math.ceil(pulseMs / 1000))}`,
        auth,
        judge({ json: said }) {
          if (jsonAt(said, '/ison') !== true) return failed('notAsExpected');
          return jsonAt(said, '/has_timer') === true
            ? granted
            : { outcome: 'unknown', why: 'noTimer' };
        },
      }),
      confirm: null,
      off: step({ url: `${at}?turn=off`, auth, judge: () => granted }),
    };
  },
  /** `toggle_after`: the switch falls back by itself. */
  shellyGen2: (lock, pulseMs) => ({
    prepare: [],
    open: step({
      url: `${base(lock)}/rpc/Switch.Set`,
      ...json({ id: lock.channel ?? 0, on: true, toggle_after: pulseMs / 1000 }),
      auth: lock.secret ? 'digest' : 'none',
      judge: ({ json: said }) =>
        typeof jsonAt(said, '/was_on') === 'boolean' ? granted : failed('notAsExpected'),
    }),
    confirm: null,
    off: null,
  }),
  /** Unlatch: the latch falls back by itself. Its 204 is a receipt: the state says what was done. */
  nukiWeb(lock) {
    const at = `${base(lock)}/smartlock/${encodeURIComponent(lock.lockId ?? '')}`;
    return {
      prepare: [],
      open: step({
        url: `${at}/action`,
        ...json({ action: 3, option: 0 }),
        auth: 'bearer',
        judge: () => null,
      }),
      confirm: step({
        url: at,
        auth: 'bearer',
        judge({ json: said }) {
          const state = jsonAt(said, '/state/state');
          if (state === 254) return failed('motorBlocked');
          return state === 5 || state === 7 ? granted : null;
        },
      }),
      off: null,
    };
  },
  /** The pulse is set first, so that the relay falls back by itself whatever comes next. */
  tasmota(lock, pulseMs) {
    const n = lock.channel ?? 1;
    const said = (command: string, judge: LockStep['judge']) => {
      const query = new URLSearchParams();
      if (lock.secret) {
        query.set('user', lock.username || 'admin');
        query.set('password', lock.secret);
      }
      query.set('cmnd', command);
      return step({
        url: `${base(lock)}/cm?${query.toString().replaceAll('+', '%20')}`,
        judge: (answered) =>
          jsonAt(answered.json, '/WARNING') === undefined
            ? judge(answered)
            : refused('wrongPassword'),
      });
    };
    return {
      prepare: [
        said(`PulseTime${n} ${tasmotaPulse(pulseMs)}`, ({ json: answer }) =>
          jsonAt(answer, `/PulseTime${n}`) === undefined ? failed('notAsExpected') : null,
        ),
      ],
      open: said(`Power${n} On`, ({ json: answer }) =>
        [`/POWER${n}`, '/POWER'].some((at) => jsonAt(answer, at) === 'ON')
          ? granted
          : failed('notAsExpected'),
      ),
      confirm: null,
      off: null,
    };
  },
  http(lock) {
    const { auth = 'none', method = 'GET', successPointer, successValue, offAddress } = lock;
    const fill = filledIn(lock.secret ?? '');
    const headers = Object.fromEntries(
      (lock.headers ?? []).map(({ name, value }) => [name, fill.header(value)]),
    );
    const common = { method, headers, auth };
    return {
      prepare: [],
      open: step({
        ...common,
        url: fill.url(lock.address),
        body: lock.body ? fill.body(lock.body) : null,
        judge({ json: said }) {
          if (!successPointer) return granted;
          return String(jsonAt(said, successPointer)) === (successValue ?? 'true')
            ? granted
            : failed('notAsExpected');
        },
      }),
      confirm: null,
      off: offAddress ? step({ ...common, url: fill.url(offAddress), judge: () => granted }) : null,
    };
  },
};

export const planOf = (lock: ConfigLock, kind: HttpKind, pulseMs: number): LockPlan => ({
  ...plans[kind](lock, pulseMs),
  deadlineMs: kind === 'nukiWeb' ? cloudDeadlineMs : lanDeadlineMs,
});

/** 1 to 111 are tenths of a second, 112 to 64900 seconds and a hundred. */
export const tasmotaPulse = (pulseMs: number): number =>
  pulseMs <= 11_100
    ? Math.max(1, Math.round(pulseMs / 100))
    : Math.min(64_900, 100 + Math.ceil(pulseMs / 1000));

const base = ({ address }: ConfigLock): string => address.replace(/\/+$/, '');

/** Each place quotes by its own rules, so that no secret can end the text it stands in. */
const filledIn = (secret: string) => ({
  url: (text: string) => text.replaceAll('{secret}', encodeURIComponent(secret)),
  header: (text: string) => text.replaceAll('{secret}', secret.replaceAll(/[\r\n\0]/g, '')),
  body: (text: string) => text.replaceAll('{secret}', JSON.stringify(secret).slice(1, -1)),
});
