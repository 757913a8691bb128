import type { Reader } from '../readers.ts';
import type { Today } from '../report/today.ts';
import { momentOf } from '../report/view.ts';
import { Icon } from './icon.tsx';
import type { PageContext } from './page-context.ts';
import { TroubleChip } from './trouble-chip.tsx';

/** Whether everything listens, a line an access point. */
export function Readers({ context, today }: { context: PageContext; today: Today }) {
  const { words, language } = context;
  const silent = today.readers.filter((r) => !r.isHeard && r.lastSeenAt !== null);
  return (
    <section id="readers">
      <h2>{words.readers}</h2>
      {today.readers.length === 0 && (
        <p>
          <b>{words.noReaders}</b> {words.noReadersMore}
        </p>
      )}
      <ul class="lines readers">
        {today.readers.map((reader) => (
          <li>
            <span class="line-name">
              <b>{reader.name}</b>
              <small>
                {words[`direction_${reader.direction}`]}
                {reader.clock && reader.clock !== 'synced' && (
                  <>, {words[`clock_${reader.clock}`]}</>
                )}
                {reader.isHeard && reader.lastSeenAt !== null && (
                  <>
                    {', '}
                    {words.lastHeard(
                      words.atTime(momentOf(reader.lastSeenAt, { ...today, language })),
                    )}
                  </>
                )}
                {reader.software && <>, {words.softwareVersion(reader.software)}</>}
              </small>
            </span>
            <span class="aside">
              {reader.lastSeenAt !== null &&
                (reader.unsent > 0 ? words.unsent(reader.unsent) : words.nothingUnsent)}
            </span>
            <ReaderSign reader={reader} context={context} today={today} />
            {reader.troubles.map(({ hint }) => (
              <p class="trouble-hint">{hint[language]}</p>
            ))}
          </li>
        ))}
      </ul>
      {silent.length > 0 && <p>{words.readerGone}</p>}
    </section>
  );
}

function ReaderSign({
  reader,
  context,
  today,
}: {
  reader: Reader;
  context: PageContext;
  today: Today;
}) {
  const { words, language } = context;
  const [trouble] = reader.troubles;
  if (trouble) {
    const since = momentOf(trouble.since, { ...today, language });
    return <TroubleChip text={`${words[`trouble_${trouble.kind}`]}, ${words.since(since)}`} />;
  }
  if (reader.isHeard) {
    return (
      <span class="sign">
        <Icon name="check" />
        <span>{words.listening}</span>
      </span>
    );
  }
  const word =
    reader.lastSeenAt === null
      ? words.neverHeard
      : words.silentSince(momentOf(reader.lastSeenAt, { ...today, language }));
  return (
    <span class="chip chip-clock">
      <Icon name="radio" size={16} />
      <span>{word}</span>
    </span>
  );
}
