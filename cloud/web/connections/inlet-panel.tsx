import type { LastAsked, ToldRecord } from '../../ports/inlets.ts';
import type { Words } from '../language.ts';
import { ToCopy } from '../pages/to-copy.tsx';

/** On the page of a Dokos: whether it may ask and tell us, and the way to what it needs for that. */
export const InletPanel = (props: {
  readonly words: Words;
  readonly path: string;
  /** Null: nothing was made yet. */
  readonly since: number | null;
  readonly moment: (atMs: number) => string;
}) => (
  <>
    <h2>{props.words.inletTitle}</h2>
    <p>{sinceText(props)}</p>
    <p>
      <a class="alone" href={`${props.path}/inlet`}>
        {props.words.inletOpen}
      </a>
    </p>
  </>
);

export const sinceText = ({
  words,
  since,
  moment,
}: {
  readonly words: Words;
  readonly since: number | null;
  readonly moment: (atMs: number) => string;
}): string => (since === null ? words.inletNever : words.inletSince(moment(since)));

/** Whether its questions reach us, and as we understand them. */
export const askedText = (props: {
  readonly words: Words;
  readonly asked: LastAsked | null;
  readonly moment: (atMs: number) => string;
}): string => {
  const { words, asked, moment } = props;
  return asked === null
    ? words.inletNeverAsked
    : words[`inletAsked_${asked.answer}`](moment(asked.at));
};

/** Where a Dokos asks and tells us: whole addresses. */
export interface InletAddresses {
  readonly confirmation: string;
  readonly webhook: string;
}

/** What the two addresses are for, in words for whoever never heard of either. */
export const Addresses = ({
  words,
  at,
  asked,
}: {
  readonly words: Words;
  readonly at: InletAddresses;
  /** Null: it cannot have asked. */
  readonly asked: string | null;
}) => (
  <>
    <h2>{words.inletAsks}</h2>
    <p>{words.inletAsksMore}</p>
    <ToCopy
      {...{ words, name: 'confirmation', label: words.inletConfirmation }}
      value={at.confirmation}
    />
    {asked !== null && <p>{asked}</p>}
    <h2>{words.inletTells}</h2>
    <p>{words.inletTellsMore}</p>
    <ToCopy {...{ words, name: 'webhook', label: words.inletWebhook }} value={at.webhook} />
  </>
);

/** Right after they were made, with where each goes; they are shown nowhere else. */
export const MadeOnce = (props: {
  readonly words: Words;
  readonly at: InletAddresses;
  readonly token: string;
  readonly webhookSecret: string;
}) => {
  const { words, at, token, webhookSecret } = props;
  // Where Dokos asks us it takes an address and nothing else.
  const whole = `${at.confirmation}?token=${encodeURIComponent(token)}`;
  return (
    <section class="panel padded once">
      <p role="status">
        <b>{words.inletOnce}</b>
      </p>
      <h2>{words.inletInVenue}</h2>
      <p>{words.inletInVenueMore}</p>
      <ToCopy {...{ words, name: 'whole', label: words.inletConfirmationWhole, value: whole }} />
      <h2>{words.inletInWebhook}</h2>
      <p>{words.inletInWebhookMore}</p>
      <ToCopy {...{ words, name: 'webhook', label: words.inletRequestUrl, value: at.webhook }} />
      <ToCopy
        {...{ words, name: 'secret', label: words.inletWebhookSecret, value: webhookSecret }}
      />
      <details>
        <summary>{words.inletTokenAlone}</summary>
        <p>{words.inletTokenAloneMore}</p>
        <ToCopy {...{ words, name: 'token', label: words.inletToken, value: token }} />
      </details>
    </section>
  );
};

/** What it told last, as it called it; of their bodies no more is shown than what names them. */
export const ToldLines = (props: {
  readonly words: Words;
  readonly told: readonly ToldRecord[];
  readonly names: ReadonlyMap<string, string>;
  readonly moment: (atMs: number) => string;
}) => {
  const { words, told, names, moment } = props;
  if (told.length === 0) return <p class="aside">{words.inletToldNone}</p>;
  return (
    <ul class="lines">
      {told.map(({ memberId, firstAt, times, body }) => {
        const name = memberId === null ? undefined : names.get(memberId);
        const called = [body['doctype'], body['name']].flatMap((said) =>
          typeof said === 'string' && said !== '' ? said.slice(0, 140) : [],
        );
        return (
          <li>
            <span class="line-name">
              {name === undefined ? (
                words.inletNobody
              ) : (
                <a href={`/members/${encodeURIComponent(memberId ?? '')}`}>
                  <b>{name}</b>
                </a>
              )}
              <small>{called.join(', ')}</small>
            </span>
            <span class="aside">
              {[moment(firstAt), ...(times > 1 ? [words.inletTimes(times)] : [])].join(', ')}
            </span>
          </li>
        );
      })}
    </ul>
  );
};
