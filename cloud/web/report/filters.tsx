import { passageStatuses } from '../../../shared/domain/passage.ts';
import { statusWords } from '../../../shared/domain/status-words.ts';
import { type ReportView, reportPath } from './view.ts';

/** A plain form that asks by GET: what is shown is in the address, to keep and to send on. */
export function Filters({ view }: { view: ReportView }) {
  const { words, query, places } = view;
  return (
    <form class="filters" method="get" action={reportPath} aria-label={words.filters}>
      <div class="field">
        <label for="from">{words.from}</label>
        <input id="from" name="from" type="date" value={view.from} />
      </div>
      <div class="field">
        <label for="to">{words.toIncluded}</label>
        <input id="to" name="to" type="date" value={view.to} />
      </div>
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
          value={query.member ?? ''}
          placeholder={words.memberOrCardHint}
        />
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
      <button class="button" type="submit">
        {words.show}
      </button>
    </form>
  );
}
