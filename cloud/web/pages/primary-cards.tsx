import type { FastifyInstance } from 'fastify';
import { failure } from '../../../shared/runtime/errors.ts';
import type { CardRecord, PointOfSaleRecord, Writer } from '../../ports/registry.ts';
import { whoAsks } from '../api/resource.ts';
import { cardsNamed } from '../cards-named.ts';
import type { WebDeps } from '../deps.ts';
import { mayChange, writerOf } from '../place-scope.ts';
import { Field } from './fields.tsx';
import { Alert, Form, Said, Token } from './form.tsx';
import { formOf } from './forms.ts';
import { inSight } from './record-parts.tsx';
import { contextOf, type PageContext } from './shell.tsx';

/** A primary card as people know it: by its number, or whom it belongs to. */
export interface PrimaryHolder {
  readonly id: string;
  readonly label: string;
  /** False: it opens at places that are not theirs too. */
  readonly mayUnlink: boolean;
}

const hidden = { schema: { hide: true } };
const all = { limit: 1000, cursor: null };

/** By point of sale, the cards that open it. */
export async function primaryHolders(
  { registry }: Pick<WebDeps, 'registry'>,
  { words, principal }: PageContext,
): Promise<ReadonlyMap<string, readonly PrimaryHolder[]>> {
  const { items } = await registry.primaryCards.list(all);
  const sold = (await registry.pointsOfSale.list(all)).items;
  const placeOf = new Map(sold.map(({ id, placeId }) => [id, placeId]));
  const opened = new Map<string, PrimaryHolder[]>();
  for (const primary of items) {
    const card = await registry.cards.find(primary.cardId);
    const member = card?.memberId ? await registry.members.find(card.memberId) : null;
    const number = card?.number ? words.cardNumber(card.number) : null;
    const label = [number, member?.name].filter((said) => said).join(' ') || words.cardNameless;
    const reached = primary.pointsOfSale.flatMap((pos) => placeOf.get(pos) ?? []);
    const mayUnlink = principal !== null && mayChange(principal, 'primaryCard', primary, reached);
    for (const pos of primary.pointsOfSale) {
      opened.set(pos, [...(opened.get(pos) ?? []), { id: primary.id, label, mayUnlink }]);
    }
  }
  return opened;
}

/** Linking a card to a point of sale, and back. */
export function primaryCardsPages(app: FastifyInstance, deps: WebDeps): void {
  const { registry } = deps;

  app.post('/points-of-sale/:id/cards', hidden, async (request, reply) => {
    const pos = await asked(request);
    const { card: typed } = formOf(request, 'card');
    const found = (await cardsNamed(deps, typed)).filter(({ card }) => card.state === 'active');
    const at = `/points-of-sale/${encodeURIComponent(pos.id)}`;
    const [one] = found;
    if (!one || found.length > 1) {
      return reply.redirect(
        `${at}?cards=${found.length}&typed=${encodeURIComponent(typed)}#cards`,
        303,
      );
    }
    await link(one.card, pos.id, writerOf(whoAsks(request.principal)));
    return reply.redirect(`${at}?said=linked#cards`, 303);
  });

  app.post('/points-of-sale/:id/cards/:primary/end', hidden, async (request, reply) => {
    const pos = await asked(request);
    const { primary: id } = request.params as { primary: string };
    const by = writerOf(whoAsks(request.principal));
    await registry.together(async (all) => {
      const primary = await all.primaryCards.get(id);
      const pointsOfSale = primary.pointsOfSale.filter((one) => one !== pos.id);
      if (pointsOfSale.length > 0) await all.primaryCards.patch(id, { pointsOfSale }, by);
      else await all.primaryCards.remove(id, by);
    });
    return reply.redirect(`/points-of-sale/${encodeURIComponent(pos.id)}?said=unlinked#cards`, 303);
  });

  async function asked(request: Parameters<typeof contextOf>[0]): Promise<PointOfSaleRecord> {
    const pos = await registry.pointsOfSale.get((request.params as { id: string }).id);
    if (pos.state === 'retired') throw failure('notFound', { what: 'point of sale', id: pos.id });
    inSight(contextOf(request), pos);
    return pos;
  }

  const link = (card: CardRecord, pos: string, by: Writer): Promise<void> =>
    registry.together(async (all) => {
      const held = await all.primaryCards.list({ limit: 1, cursor: null }, { cardId: card.id });
      const [found] = held.items;
      if (!found) {
        await all.primaryCards.create({ cardId: card.id, pointsOfSale: [pos] }, by);
        return;
      }
      const { id, pointsOfSale } = await all.primaryCards.get(found.id);
      await all.primaryCards.patch(id, { pointsOfSale: [...new Set([...pointsOfSale, pos])] }, by);
    });
}

/** Beside a point of sale: which cards open it, on which screens it runs. */
export function PrimaryCards({
  context,
  pos,
  holders,
  devices,
}: {
  readonly context: PageContext;
  readonly pos: PointOfSaleRecord;
  readonly holders: readonly PrimaryHolder[];
  readonly devices: readonly string[];
}) {
  const { words } = context;
  const at = `/points-of-sale/${encodeURIComponent(pos.id)}`;
  const asked = new URL(context.url, 'http://here.invalid').searchParams;
  const found = asked.get('cards');
  const wrong =
    found === null
      ? undefined
      : found === '0'
        ? words.errorCardNone
        : words.errorCardMany(Number(found) || 2);
  return (
    <div class="side" id="cards">
      <section class="panel padded">
        <h2>{words.posCards}</h2>
        {asked.get('said') === 'linked' && <Said>{words.saidLinked}</Said>}
        {asked.get('said') === 'unlinked' && <Said>{words.saidUnlinked}</Said>}
        <p class="small">{words.posCardsText}</p>
        {holders.length === 0 && <p>{words.posCardsNone}</p>}
        <ul class="lines">
          {holders.map(({ id, label, mayUnlink }) => (
            <li>
              <span class="line-name">
                <span class="card-tag">{label}</span>
              </span>
              {mayUnlink ? (
                <form method="post" action={`${at}/cards/${encodeURIComponent(id)}/end`}>
                  <Token context={context} />
                  <button class="link-button" type="submit" aria-label={words.unlinkCard(label)}>
                    {words.remove}
                  </button>
                </form>
              ) : (
                <small class="aside">{words.opensElsewhere}</small>
              )}
            </li>
          ))}
        </ul>
        {wrong && <Alert>{wrong}</Alert>}
        <Form context={context} action={`${at}/cards`} submit={words.linkCard} kind="plain">
          <Field
            name="card"
            label={words.cardOrMember}
            value={asked.get('typed') ?? ''}
            error={wrong}
          />
        </Form>
      </section>
      <section class="panel padded">
        <h2>{words.posDevices}</h2>
        <p>{devices.length > 0 ? devices.join(', ') : words.posDevicesNone}</p>
        <p>
          <a class="alone" href="/devices">
            {words.devices}
          </a>
        </p>
      </section>
    </div>
  );
}
