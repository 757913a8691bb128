/** What a Frappe says went wrong. */
export interface FrappeTrouble {
  /** The class of the exception, as `ValidationError`; in no language. Null: it names none. */
  readonly type: string | null;
  /** Its own words for people, in the language of whoever asks: one line of plain text, maybe empty. */
  readonly said: string;
}

const longestSaid = 300;
/** Of a page: what is said stands near its top. */
const longestRead = 16 * 1024;

/**
 * Reads a refusal of any version: the messages for people first, else the exception, else the last line of its
 * traceback, else whatever came, which may be a web page. Frappe REST conventions, frappe/app.py.
 */
export function readFrappeTrouble(text: string): FrappeTrouble {
  const body = readFrappeBody(text);
  if (body === null) return { type: null, said: plainLine(text) };
  const messages = unpacked(body['_server_messages']).map(messageOf).filter(Boolean);
  const exception = textOf(body['exception']);
  const traceback = textOf(unpacked(body['exc']).at(-1)).trim().split('\n').at(-1) ?? '';
  const [, named = null] = /^(?:[\w.]+\.)?(\w+)(?::|$)/.exec(exception || traceback) ?? [];
  const said = [
    plainLine(messages.join(' ')),
    withoutClass(exception),
    withoutClass(traceback),
    plainLine(messageOf(body['message'])),
  ].find((line) => line !== '');
  return { type: textOf(body['exc_type']) || named, said: said ?? '' };
}

/** The object that Frappe answers with, good or bad; null: it is none, as a page of a proxy. */
export function readFrappeBody(text: string): Readonly<Record<string, unknown>> | null {
  const value = parsed(text);
  return isObject(value) ? value : null;
}

/** HTML as one line that people can read: no tags, no scripts, characters instead of their names. */
export function plainLine(html: string): string {
  const line = html
    .slice(0, longestRead)
    .replace(/<(script|style|head)\b[\s\S]*?<\/\1\s*>/gi, ' ')
    .replace(/<!--[\s\S]*?-->/g, ' ')
    .replace(/<\/?[a-z!][^<>]*>/gi, ' ')
    .replace(/&(#x?[\da-f]+|\w+);/gi, (all, name: string) => characterOf(name) ?? all)
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim();
  return [...line].slice(0, longestSaid).join('');
}

const characters: Readonly<Record<string, string>> = {
  ...{ amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' },
  ...{ eacute: 'é', egrave: 'è', agrave: 'à', ccedil: 'ç', rsquo: '’' },
};

function characterOf(name: string): string | undefined {
  if (!name.startsWith('#')) return characters[name];
  const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
  return code > 0 && code <= 0x10_ffff ? String.fromCodePoint(code) : undefined;
}

/** `frappe.exceptions.ValidationError: text` without its class. */
const withoutClass = (line: string): string =>
  plainLine(line.replace(/^(?:\w+\.)*\w*(?:Error|Exception|Stopped|NotFound)(?::|$)/, ''));

/** A list that came as text holding JSON; anything else is a list of itself. */
function unpacked(value: unknown): readonly unknown[] {
  if (typeof value !== 'string' || value === '') return Array.isArray(value) ? value : [];
  const list = parsed(value);
  return Array.isArray(list) ? list : [value];
}

/** One message for people, which came as text holding JSON, as an object or as it is. */
function messageOf(value: unknown): string {
  const message = typeof value === 'string' ? (parsed(value) ?? value) : value;
  return isObject(message) ? textOf(message['message']) : textOf(message);
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
