import type { Role } from '../../ports/identity.ts';
import { mayOpen } from '../access.ts';
import { Icon } from './icon.tsx';
import type { PageContext } from './page-context.ts';

const languages = [
  ['fr', 'FR', 'Français'],
  ['en', 'EN', 'English'],
] as const;

/** Chosen with a form, because a link must change nothing; kept in a cookie. */
export function LanguageSwitch({
  context,
  isLong = false,
}: {
  context: PageContext;
  isLong?: boolean;
}) {
  return (
    <form
      class={isLong ? 'language language-long' : 'language'}
      method="post"
      action="/language"
      aria-label={context.words.language}
    >
      {context.csrf && <input type="hidden" name="csrf" value={context.csrf} />}
      <input type="hidden" name="next" value={context.url} />
      {languages.map(([language, short, long]) => (
        <button
          type="submit"
          name="language"
          value={language}
          lang={language}
          aria-pressed={language === context.language}
        >
          {isLong ? (
            long
          ) : (
            <>
              {short} <span class="hidden">{long}</span>
            </>
          )}
        </button>
      ))}
    </form>
  );
}

/** Which place is shown, where there are several. */
export function PlaceMenu({ context }: { context: PageContext }) {
  const { words, places, place, principal } = context;
  if (principal === null || places.length < 2) return null;
  return (
    <>
      <button type="button" class="quiet place-button" popoverTarget="places">
        <Icon name="map-pin" />
        <span class="hidden">{words.placeChoice}</span>
        <span class="wide-only cut">{place?.name ?? words.allYourPlaces}</span>
        <Icon name="chevron-down" />
      </button>
      <form id="places" class="sheet" popover="auto" method="post" action="/place">
        <input type="hidden" name="csrf" value={context.csrf ?? ''} />
        <input type="hidden" name="next" value={context.url} />
        {[{ id: '', name: words.allYourPlaces }, ...places].map(({ id, name }) => (
          <button
            type="submit"
            name="place"
            value={id}
            class="sheet-line"
            aria-pressed={id === (place?.id ?? '')}
          >
            <span>{name}</span>
            {id === (place?.id ?? '') && <Icon name="check" />}
          </button>
        ))}
      </form>
    </>
  );
}

/** Who is signed in: their language, their account, the way out. */
export function PersonMenu({
  context,
  name,
  role,
}: {
  context: PageContext;
  name: string;
  role: Role;
}) {
  const { words } = context;
  return (
    <>
      <button type="button" class="quiet person" popoverTarget="person">
        <Icon name="user-round" />
        <span class="hidden">{words.me(name)}</span>
        <span class="wide-only cut" aria-hidden="true">
          {name}
        </span>
        <Icon name="chevron-down" />
      </button>
      <div id="person" class="sheet" popover="auto">
        <p class="sheet-head">
          <b>{name}</b>
          <span class="small">{words[`role_${role}`]}</span>
        </p>
        <LanguageSwitch context={context} isLong />
        {context.principal && mayOpen(context.principal, '/account') && (
          <a class="sheet-line" href="/account">
            <Icon name="user" />
            <span>{words.myAccount}</span>
          </a>
        )}
        <button type="button" class="sheet-line needs-script" data-open="shortcuts" hidden>
          <Icon name="keyboard" />
          <span>{words.shortcuts}</span>
        </button>
        <form method="post" action="/sign-out">
          <input type="hidden" name="csrf" value={context.csrf ?? ''} />
          <button class="sheet-line" type="submit">
            <Icon name="log-out" />
            <span>{words.signOut}</span>
          </button>
        </form>
      </div>
    </>
  );
}
