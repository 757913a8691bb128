import type { FastifyInstance } from 'fastify';
import { errorCodeOf } from '../../../shared/runtime/errors.ts';
import type { KeyFollower } from '../../ports/signing-keys.ts';
import { whoAsks } from '../api/resource.ts';
import type { WebDeps } from '../deps.ts';
import { assertEverywhere } from '../place-scope.ts';
import { nameOf } from '../principal.ts';
import { Alert, Form, Said } from './form.tsx';
import { html } from './forms.ts';
import { Icon } from './icon.tsx';
import type { PageContext } from './page-context.ts';
import { BackToSettings } from './record-parts.tsx';
import { contextOf, pageOf } from './shell.tsx';

const hidden = { schema: { hide: true } };

/** The key devices believe, who follows to a new one, and the button that makes one. */
export function signingKeyPage(app: FastifyInstance, deps: WebDeps): void {
  const { signingKeys: keys } = deps;

  app.get('/signing-key', hidden, async (request, reply) => {
    const context = contextOf(request);
    const { words } = context;
    assertEverywhere(whoAsks(request.principal));
    const { said } = request.query as { said?: string };
    const change = keys.change();
    const signs = change === null || change.kid === keys.kid;
    const children = (
      <>
        <BackToSettings context={context} section="settings" />
        <section class="narrow">
          <h1>{words.keyTitle}</h1>
          {said === 'renewed' && <Said>{words.keySaidRenewed}</Said>}
          {said === 'goesOn' && <Alert>{words.keyGoesOn}</Alert>}
          <p class="first-text">{words.keyLead}</p>
          <p>{words.keySigns(keys.kid)}</p>
          {change && <p role="status">{signs ? words.keyFollowed : words.keyIntroduced}</p>}
          <p class="small">{words.keyBackup}</p>
          <p class="small">{words.keyNotStolen}</p>
          {signs && (
            <Form context={context} action="/signing-key" submit={words.keyRenew} kind="plain" />
          )}
          <h2 class="again">{words.keyDevices}</h2>
          <Followers
            context={context}
            wanted={change?.kid ?? keys.kid}
            all={await keys.followers()}
            isOurs={(kid) => keys.find(kid) !== null}
          />
        </section>
      </>
    );
    return html(reply, pageOf({ context, title: words.keyTitle, section: 'settings', children }));
  });

  app.post('/signing-key', hidden, async (request, reply) => {
    const principal = whoAsks(request.principal);
    assertEverywhere(principal);
    try {
      await deps.renewSigningKey(nameOf(principal));
    } catch (err) {
      if (errorCodeOf(err) !== 'keyChangeGoesOn') throw err;
      return reply.redirect('/signing-key?said=goesOn', 303);
    }
    return reply.redirect('/signing-key?said=renewed', 303);
  });
}

interface FollowersProps {
  readonly context: PageContext;
  readonly wanted: string;
  readonly all: readonly KeyFollower[];
  readonly isOurs: (kid: string) => boolean;
}

function Followers({ context: { words }, wanted, all, isOurs }: FollowersProps) {
  if (all.length === 0) return <p>{words.keyNoDevices}</p>;
  return (
    <ul class="lines readers">
      {all.map(({ device, name, held, isOnline }) => {
        const knows = held?.kids.includes(wanted) === true;
        const isStranger = held !== undefined && !held.kids.some(isOurs);
        return (
          <li>
            <span class="line-name">
              <a class="record-name" href={`/devices/${encodeURIComponent(device)}`}>
                {name}
              </a>
              <small>{device}</small>
            </span>
            {knows ? (
              <span class="sign">
                <Icon name="check" />
                <span>{words.keyKnows}</span>
              </span>
            ) : (
              <span class={isStranger ? 'chip chip-clock' : 'chip'}>
                <Icon name={isStranger ? 'triangle-alert' : 'clock'} size={16} />
                <span>
                  {isStranger ? words.keyStranger : isOnline ? words.keyWaits : words.keySilent}
                </span>
              </span>
            )}
          </li>
        );
      })}
    </ul>
  );
}
