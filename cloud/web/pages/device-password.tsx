import type { FastifyInstance } from 'fastify';
import { ShownOnce } from '../accounts/once.tsx';
import { renewPassword } from '../api/device-password.ts';
import type { WebDeps } from '../deps.ts';
import { Form } from './form.tsx';
import { html } from './forms.ts';
import { BackToSettings } from './record-parts.tsx';
import { contextOf, type PageContext, pageOf } from './shell.tsx';

/** On the device's page: another password, for one that is of another make or whose password may have been read. */
export function PasswordRenewal({ context, device }: { context: PageContext; device: string }) {
  const { words } = context;
  return (
    <section>
      <h2>{words.passwordTitle}</h2>
      <p>{words.passwordText}</p>
      <Form
        context={context}
        action={`/devices/${device}/password`}
        submit={words.passwordRenew}
        kind="plain"
      />
    </section>
  );
}

/** The password is in the answer to the form, and nowhere else. */
export function devicePasswordPage(app: FastifyInstance, deps: WebDeps): void {
  app.post('/devices/:id/password', { schema: { hide: true } }, async (request, reply) => {
    const context = contextOf(request);
    const { words } = context;
    const { id, mqtt } = await renewPassword(deps, request);
    const children = (
      <>
        <BackToSettings context={context} section="settings" />
        <section class="narrow">
          <h1>{words.passwordShown(id)}</h1>
          <ShownOnce
            words={words}
            title={words.passwordTitle}
            more={words.passwordOnce}
            label={words.passwordLabel}
            value={mqtt.password}
          />
          <p>
            {words.passwordUsername} <code>{mqtt.username}</code>
          </p>
          <p>
            {words.passwordUrl} <code>{mqtt.url}</code>
          </p>
          <p>
            <a href={`/devices/${encodeURIComponent(id)}`}>{words.passwordBack}</a>
          </p>
        </section>
      </>
    );
    const page = pageOf({ context, title: words.passwordShown(id), section: 'settings', children });
    return html(reply.header('cache-control', 'no-store'), page);
  });
}
