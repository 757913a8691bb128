import { maskUid } from '../../shared/runtime/mask-uids.ts';
import { canonicalJson } from '../../shared/wire/canonical-json.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Longer lists (a group of a thousand) are kept as what was added and what was taken away. */
const longestList = 40;
const longestText = 16_000;

/** What differs between two records, fit to be kept: card uids masked, secrets left out. Null: nothing to say. */
export function auditDetails(before: object | null, after: object | null): string | null {
  const [old, now] = [plain(before), plain(after)];
  const names = [...new Set([...Object.keys(old ?? {}), ...Object.keys(now ?? {})])];
  const differing = names.filter((name) => spelled(old?.[name]) !== spelled(now?.[name]));
  const kept = (of: Fields | null, other: Fields | null) =>
    of &&
    Object.fromEntries(
      differing
        .filter((name) => of[name] !== undefined)
        .map((name) => [name, shortened(of[name], other?.[name])]),
    );
  if (differing.length === 0) return null;
  const text = canonicalJson({ before: kept(old, now), after: kept(now, old) });
  return text.length <= longestText ? text : canonicalJson({ before: null, after: { differing } });
}

const spelled = (value: unknown): string => (value === undefined ? '' : canonicalJson(value));

/** As JSON says it, without what nobody may read here. */
function plain(record: object | null): Fields | null {
  return record && (JSON.parse(JSON.stringify(record, masked)) as Fields);
}

function masked(name: string, value: unknown): unknown {
  if (/password|secret|hash|csrf|recovery/i.test(name)) return undefined;
  const isUid = /^(uid|cardUid|tag8)$/.test(name) && typeof value === 'string';
  return isUid ? maskUid(value) : value;
}

function shortened(value: unknown, other: unknown): unknown {
  if (!Array.isArray(value) || value.length <= longestList) return value;
  const elsewhere = new Set(Array.isArray(other) ? other.map(spelled) : []);
  const own = value.filter((one) => !elsewhere.has(spelled(one)));
  return { of: value.length, onlyHere: own.slice(0, longestList) };
}
