import type { DeliveryRecord } from '../../ports/connections.ts';
import type { Words } from '../language.ts';
import { Token } from '../pages/form.tsx';
import type { PageContext } from '../pages/page-context.ts';
import type { SaidDelivery } from './said-delivery.ts';
import { isTried } from './try-again.ts';

/** State, why, and what was tried; `moment` says times. */
export function WhatBecame({
  words,
  said: { delivery, why },
  moment,
}: {
  readonly words: Words;
  readonly said: SaidDelivery;
  readonly moment: (atMs: number) => string;
}) {
  const { state, tries, nextTryAt, doneAt } = delivery;
  const rest = [
    ...(tries > 1 && state !== 'delivered' ? [words.deliveryTries(tries)] : []),
    ...(doneAt === null && tries > 0 ? [words.deliveryNext(moment(nextTryAt))] : []),
  ];
  return (
    <>
      <p class="small">
        <b class={state === 'parked' ? 'delivery-parked' : undefined}>
          {words[`delivery_${state}`]}
        </b>{' '}
        {why}
      </p>
      {rest.length > 0 && <p class="small">{rest.join(', ')}</p>}
    </>
  );
}

/** The button, where another try makes sense. */
export function TryAgain({
  context,
  said: { delivery, again },
  back,
  of,
}: {
  readonly context: PageContext;
  readonly said: SaidDelivery;
  readonly back: string;
  /** Whose, for who does not see the line beside it. */
  readonly of: string;
}) {
  if (!isTried(again)) return null;
  const { connectionId, punchId } = delivery;
  return (
    <form
      method="post"
      action={`/connections/${connectionId}/deliveries/${encodeURIComponent(punchId)}/retry`}
    >
      <Token context={context} />
      <input type="hidden" name="back" value={back} />
      <button class="button" type="submit">
        {context.words.deliveryAgain}
        <span class="hidden"> {of}</span>
      </button>
    </form>
  );
}

const named = [
  ...(['uuid', 'hash', 'previous', 'datetime', 'verdict', 'doubles'] as const),
  ...(['doctype', 'record', 'at', 'double', 'message'] as const),
];
const verdicts = ['whole', 'altered', 'otherPredecessor', 'cardUnknown', 'notJudged'] as const;

/** What the other side calls it, a line each. */
export function Receipt({
  words,
  receipt,
  moment,
}: {
  readonly words: Words;
  readonly receipt: NonNullable<DeliveryRecord['receipt']>;
  readonly moment: (atMs: number) => string;
}) {
  const saidAs = (name: string, value: string): string => {
    if (name === 'datetime' && Number.isFinite(Date.parse(value))) return moment(Date.parse(value));
    const verdict = name === 'verdict' ? verdicts.find((one) => one === value) : undefined;
    return verdict ? words[`verdict_${verdict}`] : value;
  };
  const lines = named.flatMap((name) => {
    const value = receipt[name];
    return value === undefined || value === '' ? [] : [{ name, value }];
  });
  if (lines.length === 0) return null;
  return (
    <dl class="receipt">
      {lines.map(({ name, value }) => (
        <>
          <dt>{words[`receipt_${name}`]}</dt>
          <dd>{saidAs(name, value)}</dd>
        </>
      ))}
    </dl>
  );
}
