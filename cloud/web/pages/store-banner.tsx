import type { StoreTrouble } from '../../ports/store-troubles.ts';
import { Icon } from './icon.tsx';
import type { PageContext } from './page-context.ts';

/** What is wrong with the server's own store, one banner each: devices go on, but only staff can mend it. */
export function StoreBanner({
  context: { words },
  troubles,
}: {
  readonly context: PageContext;
  readonly troubles: readonly StoreTrouble[];
}) {
  return (
    <>
      {troubles.map((trouble) => (
        <section class="lockdown" role="alert">
          <Icon name="ban" />
          <div>
            <p class="lockdown-title">{words[`store_${trouble}`]}</p>
            <p>{words[`store_${trouble}_do`]}</p>
          </div>
        </section>
      ))}
    </>
  );
}
