import type { FastifyInstance } from 'fastify';
import { mayOpen } from '../access.ts';
import { whoAsks } from '../api/resource.ts';
import type { WebDeps } from '../deps.ts';
import { html } from './forms.ts';
import { Icon } from './icon.tsx';
import { settingsEntries } from './settings-entries.ts';
import { contextOf, pageOf } from './shell.tsx';

/** What can be set, for whom: a list of the pages that say more. */
export function settingsPage(app: FastifyInstance, _deps: WebDeps): void {
  app.get('/settings', { schema: { hide: true } }, async (request, reply) => {
    const context = contextOf(request);
    const { words } = context;
    const principal = whoAsks(request.principal);
    const entries = settingsEntries.filter(
      ({ href, ofAllPlaces }) =>
        mayOpen(principal, href) && (!ofAllPlaces || principal.places === '*'),
    );
    return html(
      reply,
      pageOf({
        context,
        title: words.settings,
        section: 'settings',
        children: (
          <>
            <div class="page-head">
              <h1>{words.settings}</h1>
            </div>
            <ul class="doors">
              {entries.map(({ href, icon, name, more }) => (
                <li>
                  <Icon name={icon} size={24} />
                  <div>
                    <a href={href}>{words[name]}</a>
                    <p class="small">{words[more]}</p>
                  </div>
                </li>
              ))}
            </ul>
          </>
        ),
      }),
    );
  });
}
