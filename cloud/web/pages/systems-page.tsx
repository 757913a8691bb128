import type { FastifyInstance, FastifyRequest } from 'fastify';
import { failure } from '../../../shared/runtime/errors.ts';
import { whoAsks } from '../api/resource.ts';
import { changeShared, registerCards, theirConnection } from '../connections/keep-connections.ts';
import { systemsOfMember } from '../connections/systems-of-member.ts';
import { System } from '../connections/systems-view.tsx';
import type { WebDeps } from '../deps.ts';
import { dayOf } from '../format.ts';
import { Back } from './back.tsx';
import { formOf, html } from './forms.ts';
import { contextOf, pageOf } from './shell.tsx';

const hidden = { schema: { hide: true } };
const longest = 140;

/** What staff say on a member's page, of what another system is told of that person. */
export function systemsPage(app: FastifyInstance, deps: WebDeps): void {
  app.post('/connections/:id/members/:memberId', hidden, async (request, reply) => {
    const { id, placeId } = await theirConnection(deps, request);
    const { memberId } = request.params as { memberId: string };
    const sent = formOf(request, 'what', 'is', 'knownAs');
    const isYes = sent.is === 'yes';
    const knownAs = sent.knownAs.trim();
    if (sent.what === 'knownAs' && knownAs.length > longest)
      return html(reply, await again(request, memberId, knownAs), 400);
    switch (sent.what) {
      case 'cards':
        await registerCards(deps, request, memberId);
        break;
      case 'knownAs':
        await changeShared(deps, request, { knownAs: knownAs || null });
        break;
      case 'email':
        await changeShared(deps, request, { sharesEmail: isYes });
        break;
      case 'told': {
        const { timeZone } = await deps.registry.places.get(placeId);
        const toldOn = isYes ? dayOf(deps.clock.now(), timeZone) : null;
        await changeShared(deps, request, { toldOn });
        break;
      }
      default:
        throw failure('badRequest', { detail: 'what is told, email, knownAs or cards' });
    }
    const said = sent.what === 'cards' ? 'systemCards' : 'system';
    return reply.redirect(`/members/${memberId}?said=${said}#system-${id}`, 303);
  });

  async function again(request: FastifyRequest, memberId: string, knownAs: string) {
    const context = contextOf(request);
    const { id } = request.params as { id: string };
    const member = await deps.registry.members.get(memberId);
    const systems = await systemsOfMember(deps, whoAsks(request.principal), memberId);
    const wrong = { knownAs, error: context.words.systemKnownAsLong };
    return pageOf({
      context,
      title: member.name,
      section: 'members',
      children: (
        <section class="narrow">
          <Back href={`/members/${memberId}`} label={member.name} />
          <h1>{member.name}</h1>
          {systems
            .filter(({ connection }) => connection.id === id)
            .map((system) => (
              <System {...{ context, member, system, wrong, now: deps.clock.now() }} />
            ))}
        </section>
      ),
    });
  }
}
