import type { FastifyRequest } from 'fastify';
import type { ComponentChildren } from 'preact';
import { render } from 'preact-render-to-string';
import { suffices } from '../access.ts';
import { headingFontUrl, scriptUrl, styleUrl } from '../assets.ts';
import { type Language, languageOf, type Words, wordsOf } from '../language.ts';
import { csrfTokenOf, type Principal } from '../principal.ts';
import { Icon, type IconName } from './icon.tsx';

/** What every page knows: for whom, in which words, and the token its forms carry. */
export interface PageContext {
  readonly language: Language;
  readonly words: Words;
  readonly principal: Principal | null;
  readonly csrf: string | null;
  /** Where the language switch comes back to. */
  readonly url: string;
}

export function contextOf(request: FastifyRequest): PageContext {
  const language = languageOf(request);
  const { principal } = request;
  return {
    language,
    words: wordsOf(language),
    principal,
    csrf: principal?.kind === 'staff' ? csrfTokenOf(principal.session) : null,
    url: request.method === 'GET' ? request.url : '/',
  };
}

export type Section = 'today' | 'passages' | 'members' | 'devices';
const sections = [
  { key: 'today', href: '/', icon: 'layout-dashboard', needs: 'viewer' },
  { key: 'passages', href: '/rapport/badgeuse/', icon: 'clock', needs: 'viewer' },
  { key: 'members', href: '/members', icon: 'user', needs: 'staff' },
  { key: 'devices', href: '/devices', icon: 'radio', needs: 'staff' },
] as const satisfies readonly { key: Section; href: string; icon: IconName; needs: string }[];

interface ShellProps {
  readonly context: PageContext;
  readonly title: string;
  readonly section?: Section;
  readonly readers?: { readonly listening: number; readonly silent: number };
  readonly children: ComponentChildren;
}

export function pageOf(props: ShellProps): string {
  return `<!doctype html>${render(<Shell {...props} />)}`;
}

function Shell({ context, title, section, readers, children }: ShellProps) {
  const { words, language, principal } = context;
  const open = sections.filter(({ needs }) => principal && suffices(principal.role, needs));
  const links = open.map(({ key, href, icon }) => (
    <a href={href} aria-current={key === section ? 'page' : undefined}>
      <Icon name={icon} size={24} />
      <span>{words[key]}</span>
    </a>
  ));
  return (
    <html lang={language}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="htmx-config" content='{"includeIndicatorCSS":false}' />
        <title>{title === 'Badgeuse' ? title : `${title} · Badgeuse`}</title>
        {headingFontUrl.map((url) => (
          <link rel="preload" href={url} as="font" type="font/woff2" crossOrigin="anonymous" />
        ))}
        <link rel="stylesheet" href={styleUrl} />
        <link rel="icon" href={favicon} />
        <script src={scriptUrl} defer />
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
          {open.length > 0 && (
            <nav class="menu" aria-label={words.mainMenu}>
              {links}
            </nav>
          )}
          <div class="bar-end">
            {readers && <ReadersSign readers={readers} words={words} />}
            <LanguageSwitch context={context} />
            {context.csrf && (
              <form method="post" action="/sign-out">
                <input type="hidden" name="csrf" value={context.csrf} />
                <button class="quiet" type="submit" title={words.signOut}>
                  <Icon name="log-out" />
                  <span class="wide-only">{words.signOut}</span>
                  <span class="hidden phone-name">{words.signOut}</span>
                </button>
              </form>
            )}
          </div>
        </header>
        <main id="content" tabIndex={-1}>
          {children}
        </main>
      </body>
    </html>
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

/** Chosen with a form, because a link must change nothing; kept in a cookie. */
function LanguageSwitch({ context }: { context: PageContext }) {
  return (
    <form class="language" method="post" action="/language" aria-label={context.words.language}>
      {context.csrf && <input type="hidden" name="csrf" value={context.csrf} />}
      <input type="hidden" name="next" value={context.url} />
      {(['fr', 'en'] as const).map((language) => (
        <button
          type="submit"
          name="language"
          value={language}
          lang={language}
          aria-pressed={language === context.language}
          aria-label={language === 'fr' ? 'Français' : 'English'}
        >
          {language.toUpperCase()}
        </button>
      ))}
    </form>
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
