import type { AuditRecord } from '../../ports/audit.ts';
import { auditKinds, auditVerbs } from '../../ports/audit.ts';
import type { StaffAccount } from '../../ports/identity.ts';
import type { Words } from '../language.ts';
import { Field, Select } from '../pages/fields.tsx';
import { Icon } from '../pages/icon.tsx';
import type { PageContext } from '../pages/page-context.ts';
import { BackToSettings } from '../pages/record-parts.tsx';

interface AuditProps {
  readonly context: PageContext;
  readonly records: readonly AuditRecord[];
  readonly staff: readonly StaffAccount[];
  readonly query: Readonly<Record<string, string | undefined>>;
  /** The page of older rows; null: there are none. */
  readonly older: string | null;
  readonly csv: string;
  /** Whether a row was altered or taken away; null: nobody asked. */
  readonly checked: { readonly firstBroken: number | null } | null;
  /** The page that asks. */
  readonly check: string;
  readonly moment: (atMs: number) => string;
}

export function AuditView(props: AuditProps) {
  const { context, records, older, csv, checked, check, moment } = props;
  const { words } = context;
  return (
    <>
      <BackToSettings context={context} section="settings" />
      <div class="page-head">
        <div>
          <h1>{words.audit}</h1>
          <p class="lead">{words.auditLead}</p>
        </div>
        <div class="actions">
          <a class="button" href={check}>
            <Icon name="list-checks" />
            <span>{words.auditCheck}</span>
          </a>
          <a class="button" href={csv} data-key="c">
            <Icon name="download" />
            <span>CSV</span>
          </a>
        </div>
      </div>
      {checked && <Checked firstBroken={checked.firstBroken} words={words} />}
      <Filters {...props} />
      {records.length === 0 ? (
        <p class="empty-sentence">{words.auditNone}</p>
      ) : (
        <table class="history">
          <thead>
            <tr>
              <th scope="col">{words.auditWhen}</th>
              <th scope="col">{words.auditWho}</th>
              <th scope="col">{words.auditWhat}</th>
              <th scope="col">{words.auditBeforeAfter}</th>
            </tr>
          </thead>
          <tbody>
            {records.map((one) => (
              <tr data-row>
                <td class="moment">{moment(one.at)}</td>
                <td>{whoText(one, words)}</td>
                <td>
                  <b>{words[`kind_${one.kind}`]}</b>, {words[`verb_${one.verb}`]}
                  <small>{aboutText(one, words)}</small>
                </td>
                <td>
                  <Difference record={one} words={words} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {older !== null && (
        <p>
          <a class="button" href={older}>
            {words.auditOlder}
          </a>
        </p>
      )}
    </>
  );
}

function Checked({ firstBroken, words }: { firstBroken: number | null; words: Words }) {
  const isWhole = firstBroken === null;
  return (
    <p class={isWhole ? 'said' : 'alert'} role={isWhole ? 'status' : 'alert'}>
      <Icon name={isWhole ? 'check' : 'triangle-alert'} />
      <span>{isWhole ? words.auditWhole : words.auditBroken(String(firstBroken))}</span>
    </p>
  );
}

function Filters({ context, staff, query }: AuditProps) {
  const { words } = context;
  const any = (label: string) => ({ value: '', label });
  return (
    <form class="filters" method="get" action="/audit">
      <Select
        name="who"
        label={words.auditWho}
        value={query['who']}
        options={[
          any(words.anybody),
          ...staff.map(({ id, name }) => ({ value: `staff:${id}`, label: name })),
        ]}
      />
      <Select
        name="kind"
        label={words.auditKind}
        value={query['kind']}
        options={[
          any(words.anything),
          ...auditKinds.map((kind) => ({ value: kind, label: words[`kind_${kind}`] })),
        ]}
      />
      <Select
        name="verb"
        label={words.auditVerb}
        value={query['verb']}
        options={[
          any(words.anything),
          ...auditVerbs.map((verb) => ({ value: verb, label: words[`verb_${verb}`] })),
        ]}
      />
      <Field name="from" type="date" label={words.from} value={query['from']} />
      <Field name="to" type="date" label={words.toIncluded} value={query['to']} />
      {query['member'] && <input type="hidden" name="member" value={query['member']} />}
      <button class="button" type="submit">
        {words.show}
      </button>
    </form>
  );
}

/** Field by field, what was before struck by the arrow of what came after. */
function Difference({ record, words }: { record: AuditRecord; words: Words }) {
  const { before, after } = record;
  const names = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])].filter(
    (name) => !unsaid.has(name) && (isSaid(before?.[name]) || isSaid(after?.[name])),
  );
  if (names.length === 0) return <>–</>;
  // What was looked for is short, and nothing was before it.
  if (record.verb === 'seen')
    return (
      <>{names.map((name) => `${fieldWord(name, words)} ${valueText(after?.[name])}`).join(', ')}</>
    );
  return (
    <details>
      <summary>
        {names
          .slice(0, 3)
          .map((name) => fieldWord(name, words))
          .join(', ')}
        {names.length > 3 && ' …'}
      </summary>
      <dl class="difference">
        {names.map((name) => (
          <div>
            <dt>{fieldWord(name, words)}</dt>
            {before?.[name] !== undefined && (
              <dd>
                <span class="hidden">{words.auditBefore} </span>
                <del>{valueText(before[name])}</del>
              </dd>
            )}
            {after?.[name] !== undefined && (
              <dd>
                <span class="hidden">{words.auditAfter} </span>
                {valueText(after[name])}
              </dd>
            )}
          </div>
        ))}
      </dl>
    </details>
  );
}

/** Where in a list somebody was: of no use to who reads the history. */
const unsaid = new Set(['cursor']);
const isSaid = (value: unknown): boolean => value !== undefined && value !== null && value !== '';
const fieldWord = (name: string, words: Words): string =>
  words[`field_${name}` as keyof Words] === undefined
    ? name
    : String(words[`field_${name}` as keyof Words]);

export const whoText = (one: AuditRecord, words: Words): string =>
  one.who === 'system'
    ? words.auditSystem
    : one.who.startsWith('token:')
      ? `${words.tokenLabel}, ${one.whoName ?? words.tokenNameless}`
      : (one.whoName ?? one.who);

/** The person it concerns, else the name or id of the thing. */
function aboutText(one: AuditRecord, words: Words): string {
  if (one.memberId !== null) return one.memberName ?? words.auditErased;
  const name = one.after?.['name'] ?? one.before?.['name'] ?? one.id;
  return typeof name === 'string' ? name : '';
}

/** `name: Zoé, state: lost`. */
export const detailText = (of: Readonly<Record<string, unknown>> | null): string =>
  Object.entries(of ?? {})
    .map(([name, value]) => `${name}: ${valueText(value)}`)
    .join(', ');

const valueText = (value: unknown): string =>
  typeof value === 'string' ? value : value === null ? '–' : JSON.stringify(value);
