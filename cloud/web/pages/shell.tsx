import type { ComponentChildren } from 'preact';
import { render } from 'preact-render-to-string';
import { mayOpen } from '../access.ts';
import { headingFontUrl, ownScriptUrl, scriptUrl, styleUrl } from '../assets.ts';
import type { Words } from '../language.ts';
import { Icon, type IconName } from './icon.tsx';
import { contextOf, type PageContext } from './page-context.ts';
import { LanguageSwitch, PersonMenu, PlaceMenu } from './person-menu.tsx';
import { Shortcuts } from './shortcuts.tsx';

export { contextOf, type PageContext };

/** In the order of the bar; on a phone what is not `always` is behind "more". */
const sections = [
  { key: 'today', href: '/', icon: 'layout-dashboard', always: true, goes: 'a' },
  { key: 'passages', href: '/rapport/badgeuse/', icon: 'clock', always: true, goes: 'p' },
  { key: 'members', href: '/members', icon: 'user', always: true, goes: 'm' },
  { key: 'pointsOfSale', href: '/points-of-sale', icon: 'store', always: false },
  { key: 'settings', href: '/settings', icon: 'settings', always: false },
] as const satisfies readonly {
  key: string;
  href: string;
  icon: IconName;
  always: boolean;
  goes?: string;
}[];
export type Section = (typeof sections)[number]['key'];

interface ShellProps {
  readonly context: PageContext;
  readonly title: string;
  readonly section?: Section;
  readonly readers?: { readonly listening: number; readonly silent: number };
  /** A file that comes by itself once the page is there. */
  readonly goesOnTo?: string;
  readonly children: ComponentChildren;
}

export function pageOf(props: ShellProps): string {
  return `<!doctype html>${render(<Shell {...props} />)}`;
}

function Shell({ context, title, section, readers, goesOnTo, children }: ShellProps) {
  const { words, language, principal } = context;
  return (
    <html lang={language}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="htmx-config" content='{"includeIndicatorCSS":false}' />
        {goesOnTo && <meta http-equiv="refresh" content={`0; url=${goesOnTo}`} />}
        <title>{title === 'Badgeuse' ? title : `${title} · Badgeuse`}</title>
        {headingFontUrl.map((url) => (
          <link rel="preload" href={url} as="font" type="font/woff2" crossOrigin="anonymous" />
        ))}
        <link rel="stylesheet" href={styleUrl} />
        <link rel="icon" href={favicon} />
        <script src={scriptUrl} defer />
        <script src={ownScriptUrl} defer />
      </head>
      <body>
        <a class="skip" href="#content">
          {words.skip}
        </a>
        <header class="bar">
          <a class="brand" href="/">
            <Mark />
            <span>Badgeuse</span>
          </a>
          <Menu context={context} section={section} />
          <div class="bar-end">
            {readers && <ReadersSign readers={readers} words={words} />}
            <PlaceMenu context={context} />
            {principal?.kind === 'staff' ? (
              <PersonMenu context={context} name={principal.name} role={principal.role} />
            ) : (
              <LanguageSwitch context={context} />
            )}
          </div>
        </header>
        <main id="content" tabIndex={-1}>
          {children}
        </main>
        {principal?.kind === 'staff' && <Shortcuts words={words} />}
      </body>
    </html>
  );
}

function Menu({ context, section }: { context: PageContext; section: Section | undefined }) {
  const { words, principal } = context;
  const open = sections.filter(({ href }) => principal && mayOpen(principal, href));
  if (open.length === 0) return null;
  const link = (one: (typeof sections)[number], where?: string) => (
    <a
      href={one.href}
      class={where}
      aria-current={one.key === section ? 'page' : undefined}
      data-go={'goes' in one ? one.goes : undefined}
    >
      <Icon name={one.icon} size={24} />
      <span>{words[one.key]}</span>
    </a>
  );
  const rest = open.filter(({ always }) => !always);
  const isInRest = rest.some(({ key }) => key === section);
  return (
    <nav class="menu" aria-label={words.mainMenu}>
      {open.map((one) => link(one, one.always ? undefined : 'wide-link'))}
      {rest.length > 0 && (
        <>
          <button type="button" class={isInRest ? 'more here' : 'more'} popoverTarget="more">
            <Icon name="ellipsis" size={24} />
            <span>{words.more}</span>
          </button>
          <div id="more" class="sheet sheet-low" popover="auto">
            {rest.map((one) => link(one))}
          </div>
        </>
      )}
    </nav>
  );
}

function ReadersSign({
  readers,
  words,
}: {
  readers: { listening: number; silent: number };
  words: Words;
}) {
  if (readers.silent > 0) {
    return (
      <a class="readers-sign needs-hand" href="/#readers">
        <Icon name="radio" />
        <span class="wide-only">{words.readersSilent(readers.silent)}</span>
        <span class="phone-only">{words.readersSilentShort(readers.silent)}</span>
      </a>
    );
  }
  if (readers.listening === 0) return null;
  return (
    <span class="readers-sign wide-only">
      <Icon name="radio" />
      <span>{words.readersListening(readers.listening)}</span>
    </span>
  );
}

/** The mark: an entry, time, an exit. */
export const Mark = () => (
  <svg class="mark" width="44" height="18" viewBox="0 0 44 18" aria-hidden="true">
    <path d="M9 9H30" stroke="currentColor" stroke-width="4" />
    <circle cx="9" cy="9" r="8" fill="currentColor" />
    <circle cx="35" cy="9" r="6.5" fill="none" stroke="currentColor" stroke-width="3.5" />
  </svg>
);

const favicon = `data:image/svg+xml,${encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 44 44"><path d="M11 22H28" stroke="#2546A3" stroke-width="5"/><circle cx="11" cy="22" r="10" fill="#2546A3"/><circle cx="34" cy="22" r="7.5" fill="none" stroke="#2546A3" stroke-width="4"/></svg>',
)}`;
