import { mayOpen } from '../access.ts';
import type { WebDeps } from '../deps.ts';
import { grantSentence } from '../grant-sentence.ts';
import type { Principal } from '../principal.ts';
import { pageOfKind, type UsedBy, usersOf } from '../used-by.ts';
import { namesFor } from './grant-names.ts';
import type { PageContext } from './shell.tsx';

const mostSaid = 12;

/** Why something cannot be ended yet: what uses it, each with the way there for those who may go. */
export async function stillUsed(
  deps: Pick<WebDeps, 'registry' | 'clock'>,
  context: PageContext,
  principal: Principal,
  record: { readonly kind: string; readonly id: string },
) {
  const { words } = context;
  const users = await usersOf(deps.registry, principal, record.kind, record.id);
  const names = users.some(({ grant }) => grant) ? await namesFor(deps, context) : null;
  const nameOf = ({ name, id, grant }: UsedBy) =>
    grant && names ? grantSentence(grant, names, context) : name || id;
  return (
    <div class="alert still-used" role="alert">
      <p>{words.refusedInUse}</p>
      {users.length > 0 && (
        <ul>
          {users.slice(0, mostSaid).map((one) => {
            const path = pageOfKind[one.kind];
            return (
              <li>
                {words[`kind_${one.kind}`]}{' '}
                {path && mayOpen(principal, `${path}/:id`) ? (
                  <a href={`${path}/${encodeURIComponent(one.id)}`}>{nameOf(one)}</a>
                ) : (
                  <b>{nameOf(one)}</b>
                )}
              </li>
            );
          })}
        </ul>
      )}
      {users.length > mostSaid && <p>{words.usedByMore(users.length - mostSaid)}</p>}
    </div>
  );
}
