import { type DeliveryState, deliveryStates } from '../../ports/connections.ts';
import { number } from '../format.ts';
import type { PageContext } from '../pages/page-context.ts';
import { TryAgain, WhatBecame } from './delivery-parts.tsx';
import type { Around, SaidDelivery } from './said-delivery.ts';

export const linkTo = (
  path: string,
  query: Readonly<Record<string, string | undefined>>,
): string => {
  const given = Object.entries(query).flatMap(([name, value]) => (value ? [[name, value]] : []));
  return given.length === 0 ? path : `${path}?${new URLSearchParams(given)}`;
};

/** How many are in each state, each a way to see these alone. */
export function States({
  context: { words, language },
  path,
  counts,
  state: chosen,
}: {
  readonly context: PageContext;
  readonly path: string;
  readonly counts: Readonly<Record<DeliveryState, number>>;
  /** Undefined: all are shown; null: this is not their list. */
  readonly state: DeliveryState | undefined | null;
}) {
  const all = Object.values(counts).reduce((sum, n) => sum + n, 0);
  return (
    <nav class="chips delivery-states" aria-label={words.deliveryState}>
      {[undefined, ...deliveryStates].map((state) => (
        <a
          class="pill"
          href={linkTo(path, { state })}
          aria-current={state === chosen ? 'true' : undefined}
        >
          {state ? words[`delivery_${state}`] : words.deliveryAll}{' '}
          <b>{number(state ? counts[state] : all, language)}</b>
        </a>
      ))}
    </nav>
  );
}

/** Whose punch, when and where, what became of it, and another try. */
export function DeliveryLine({
  context,
  around,
  said,
  back,
}: {
  readonly context: PageContext;
  readonly around: Around;
  readonly said: SaidDelivery;
  readonly back: string;
}) {
  const { words } = context;
  const { memberId, punchId, occurredAt, accessPoint } = said.delivery;
  const who =
    memberId === null
      ? words.deliveryNobody
      : (around.memberNames.get(memberId) ?? words.deliveryNobody);
  const where = accessPoint && (around.pointNames.get(accessPoint) ?? accessPoint);
  const when = [around.moment(occurredAt), ...(where ? [where] : [])].join(', ');
  return (
    <li>
      <div class="line-name">
        <a href={linkTo(`/punches/${encodeURIComponent(punchId)}`, { back })}>
          <b>{who}</b>
        </a>
        <small>{when}</small>
        <WhatBecame {...{ words, said, moment: around.moment }} />
      </div>
      {(said.again === 'late' || said.again === 'twice') && (
        <span class="aside">{words.deliveryNoAgain}</span>
      )}
      <TryAgain {...{ context, said, back, of: `${who}, ${when}` }} />
    </li>
  );
}
