import { passageStatuses } from '../../../shared/domain/passage.ts';
import { statusWords } from '../../../shared/domain/status-words.ts';
import { Icon } from '../pages/icon.tsx';
import { periodOf, presets } from './periods.ts';
import { linkTo, narrowedTo, placesShown, type ReportView, reportPath } from './view.ts';

/** A plain form that asks by GET: what is shown is in the address, to keep and to send on. */
export function Filters({ view }: { view: ReportView }) {
  const { words, query } = view;
  const places = placesShown(view);
  return (
    <form
      id="filters"
      class="filters filters-sheet"
      method="get"
      action={reportPath}
      aria-label={words.filters}
      popover="auto"
    >
      <div class="field">
        <label for="from">{words.from}</label>
        <input id="from" name="from" type="date" value={view.from} />
      </div>
      <div class="field">
        <label for="to">{words.toIncluded}</label>
        <input id="to" name="to" type="date" value={view.to} />
      </div>
      {view.pool && <input type="hidden" name="pool" value={view.pool.connectionId} />}
      {places.length > 1 && (
        <div class="field">
          <label for="place">{words.place}</label>
          <select id="place" name="place">
            <option value="">{words.allPlaces}</option>
            {places.map((place) => (
              <option value={place.id} selected={place.id === query.place}>
                {place.name}
              </option>
            ))}
          </select>
        </div>
      )}
      <div class="field grow">
        <label for="member">{words.memberOrCard}</label>
        <input
          id="member"
          name="member"
          type="search"
          value={view.memberName ?? query.member ?? ''}
          placeholder={words.memberOrCardHint}
          {...(view.mayCorrect && suggestions)}
        />
        {view.mayCorrect && <datalist id="member-names" />}
      </div>
      <div class="field">
        <label for="status">{words.statusLabel}</label>
        <select id="status" name="status">
          <option value="">{words.all}</option>
          <option value="to_check" selected={query.status === 'to_check'}>
            {words.chipToCheck}
          </option>
          {passageStatuses.map((status) => (
            <option value={status} selected={status === query.status}>
              {statusWords[view.language][status]}
            </option>
          ))}
        </select>
      </div>
      <More view={view} />
      <button class="button" type="submit">
        {words.show}
      </button>
    </form>
  );
}

/** On a phone the form is behind a button that says what it holds. */
export function FiltersButton({ view }: { view: ReportView }) {
  const narrowed = narrowedTo(view);
  return (
    <button type="button" class="button phone-only filters-open" popoverTarget="filters">
      <span>
        {view.words.filters}
        {narrowed !== '' && <small>{narrowed}</small>}
      </span>
      <Icon name="chevron-down" />
    </button>
  );
}

/** Names as one types; without a script one types the whole of it, or a part. */
const suggestions = {
  list: 'member-names',
  autocomplete: 'off',
  'hx-get': '/rapport/members',
  'hx-trigger': 'input changed delay:200ms',
  'hx-target': '#member-names',
  'hx-swap': 'innerHTML',
};

/** What is asked for less often; open where it was asked. */
function More({ view }: { view: ReportView }) {
  const { words, query, choices } = view;
  const fields = [
    { name: 'group', label: words.filterGroup, all: words.allGroups, of: choices.groups },
    {
      name: 'accessPoint',
      label: words.filterReader,
      all: words.allReaders,
      of: choices.accessPoints,
    },
    { name: 'area', label: words.filterArea, all: words.allAreas, of: choices.areas },
    { name: 'home', label: words.homePlace, all: words.homeAll, of: choices.homes },
  ] as const;
  const offered = fields.filter(({ of }) => of.length > 0);
  if (offered.length === 0) return null;
  return (
    <details class="more-filters" open={fields.some(({ name }) => query[name])}>
      <summary>{words.moreFilters}</summary>
      <div class="more-fields">
        {offered.map(({ name, label, all, of }) => (
          <div class="field">
            <label for={name}>{label}</label>
            <select id={name} name={name}>
              <option value="">{all}</option>
              {of.map((one) => (
                <option value={one.id} selected={one.id === query[name]}>
                  {one.name}
                </option>
              ))}
            </select>
          </div>
        ))}
      </div>
    </details>
  );
}

/** The periods one asks for most, each a link to keep. */
export function Presets({ view }: { view: ReportView }) {
  const { words, today } = view;
  return (
    <nav class="chips presets" aria-label={words.presets}>
      {presets.map((preset) => {
        const period = periodOf(preset, today);
        const isShown = period.from === view.from && period.to === view.to;
        return (
          <a
            class="pill"
            href={linkTo(reportPath, view, { ...period })}
            aria-current={isShown ? 'true' : undefined}
          >
            {words[preset]}
          </a>
        );
      })}
    </nav>
  );
}
