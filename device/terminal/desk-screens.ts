import { itemName, itemPriceText } from '../../shared/domain/item.ts';
import { askedScreen, insideScreen, whoButton } from './evacuation-screen.ts';
import type { TerminalView } from './flow.ts';
import { idleScreen, sentNote } from './idle-screen.ts';
import { button, escapeHtml, paragraph, type Screen } from './markup.ts';
import { signs } from './signs.ts';
import type { Opened, TerminalState } from './state.ts';
import type { TerminalStatus } from './status.ts';
import { toldScreen } from './told-screen.ts';
import { type Language, terminalWords } from './words.ts';

type At<A extends TerminalState['at']> = Extract<TerminalState, { at: A }>;

/** What a terminal shows in a state: at rest the idle screen, else what there is to choose, to type or to tap. */
export function stateScreen(
  { state, leftMs }: Omit<TerminalView, 'turn'>,
  status: TerminalStatus,
  language: Language,
): Screen {
  switch (state.at) {
    case 'idle':
      return idleScreen(status, language);
    case 'choosing':
      return choosingScreen(state, status, language);
    case 'open':
      return openScreen(state, status, language);
    case 'pad':
      return padScreen(state, status, language);
    case 'asked':
      return askedScreen(leftMs, status, language);
    case 'inside':
      return insideScreen(status, language);
    case 'noneHere':
      return noneHereScreen(leftMs, status, language);
    case 'waiting':
      return waitingScreen(state, leftMs, status, language);
  }
}

const desk = (
  parts: {
    readonly title: string;
    readonly beside?: string;
    readonly head?: string;
    readonly body: string;
    readonly foot: string;
    readonly sound?: Screen['sound'];
  },
  status: TerminalStatus,
  language: Language,
): Screen => ({
  tone: 'desk',
  holdMs: null,
  note: sentNote(status, language),
  sound: parts.sound ?? null,
  html: `<div class="desk"><header><h1 tabindex="-1">${escapeHtml(parts.title)}</h1>${
    parts.beside ? paragraph(parts.beside) : ''
  }${parts.head ?? ''}</header>
${parts.body}
<div class="foot">${parts.foot}</div></div>`,
});

function choosingScreen(
  { offered, by }: At<'choosing'>,
  status: TerminalStatus,
  language: Language,
): Screen {
  const words = terminalWords[language];
  const tiles = status.pointsOfSale
    .filter(({ id }) => offered.includes(id))
    .map(({ id, name }) =>
      button('choose', `<span class="what">${escapeHtml(name)}</span>`, {
        kind: 'tile',
        value: id,
      }),
    );
  return desk(
    {
      title: words.which,
      ...(by && { beside: words.openedBy(by) }),
      body: `<div class="tiles">${tiles.join('')}</div>`,
      foot: `<span class="grow"></span>${whoButton(language)}${button('close', words.close, { kind: 'quiet' })}`,
    },
    status,
    language,
  );
}

const nameOf = (item: string | null, { items }: TerminalStatus, language: Language): string => {
  const found = items.find(({ id }) => id === item);
  return found ? itemName(found, language) : '';
};

function openScreen(
  { opened, hint }: At<'open'>,
  status: TerminalStatus,
  language: Language,
): Screen {
  const words = terminalWords[language];
  const {
    name = '',
    items = [],
    showPrices = false,
  } = status.pointsOfSale.find(({ id }) => id === opened.pointOfSale) ?? {};
  const tiles = items.flatMap((id) => {
    const item = status.items.find((one) => one.id === id);
    if (!item) return [];
    const price = showPrices
      ? `<span class="price">${escapeHtml(itemPrice(item, language))}</span>`
      : '';
    const what = `<span class="what">${escapeHtml(itemName(item, language))}</span>`;
    const isPressed = id === opened.item;
    return [
      button('select', what + (isPressed ? signs.tick : '') + price, {
        kind: 'tile',
        value: id,
        isPressed,
      }),
    ];
  });
  const selected = nameOf(opened.item, status, language);
  const asked = hint ? words.validateFirst : selected ? words.chosen(selected) : words.chooseItem;
  const leaving = selected
    ? button('clear', words.clear, { kind: 'quiet' })
    : whoButton(language) + button('close', words.close, { kind: 'quiet' });
  return desk(
    {
      title: name,
      ...(opened.by && { beside: words.openedBy(opened.by) }),
      body:
        tiles.length === 0
          ? `<div class="tiles">${paragraph(words.noItems)}</div>`
          : `<div class="tiles">${tiles.join('')}</div>`,
      foot: `<p class="grow${hint ? ' warned' : ''}" role="${hint ? 'alert' : 'status'}">${escapeHtml(asked)}</p>${leaving}${
        selected ? button('validate', words.validate, { kind: 'main' }) : ''
      }`,
      sound: hint ? 'fault' : null,
    },
    status,
    language,
  );
}

function noneHereScreen(leftMs: number | null, status: TerminalStatus, language: Language): Screen {
  const words = terminalWords[language];
  return toldScreen('refused', leftMs, {
    sign: 'unknown',
    title: words.noneHere,
    small: true,
    body: `${paragraph(words.noneHereDetail)}<div class="choices">${button(
      'punch',
      words.punchAnyway,
      {
        kind: 'main',
      },
    )}${button('close', words.close, { kind: 'quiet' })}</div>`,
    note: sentNote(status, language),
    sound: 'unknown',
  });
}

function waitingScreen(
  { opened }: At<'waiting'>,
  leftMs: number | null,
  status: TerminalStatus,
  language: Language,
): Screen {
  const words = terminalWords[language];
  const other = terminalWords[language === 'fr' ? 'en' : 'fr'];
  const item = nameOf(opened?.item ?? null, status, language);
  return toldScreen('idle', leftMs, {
    sign: 'idle',
    ...(opened && item && { kicker: words.forItem(item) + priceOf(opened, status, language) }),
    title: words.tapYourCard,
    small: true,
    body: `${paragraph(other.tapYourCard, 'second')}${opened ? paragraph(words.whichever) : ''}<div class="choices">${button(
      'cancel',
      words.back,
      { kind: 'quiet' },
    )}</div>`,
    note: sentNote(status, language),
  });
}

function priceOf(opened: Opened, status: TerminalStatus, language: Language): string {
  const sold = status.pointsOfSale.find(({ id }) => id === opened.pointOfSale);
  const item = status.items.find(({ id }) => id === opened.item);
  if (!sold?.showPrices || !item) return '';
  // What this tap takes; the tile said what follows.
  return `, ${itemPrice(item.prepaidUnits ? { ...item, hundredthsPerHour: 0 } : item, language)}`;
}

const itemPrice = (item: TerminalStatus['items'][number], language: Language): string =>
  itemPriceText({ prepaidUnits: 0, ...item }, language);

function padScreen({ why }: At<'pad'>, status: TerminalStatus, language: Language): Screen {
  const words = terminalWords[language];
  const said = why === 'pinWrong' ? words.codeWrong : why === 'pinRequired' ? words.codeWanted : '';
  const digits = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '0'].map(
    (digit) => `<button type="button" class="tile" data-digit="${digit}">${digit}</button>`,
  );
  const erase = `<button type="button" class="tile" data-digit="back" aria-label="${escapeHtml(words.eraseDigit)}">${signs.erase}</button>`;
  return desk(
    {
      title: words.enterCode,
      body: `<form class="pad" data-pin><div class="asked">${said ? `<p class="warned" role="alert">${escapeHtml(said)}</p>` : ''}
<label>${escapeHtml(words.code)} <small>${escapeHtml(words.codeLength)}</small>
<input name="pin" type="password" inputmode="none" pattern="[0-9]{4,8}" minlength="4" maxlength="8" required autocomplete="off" data-first></label>
<p>${escapeHtml(words.codeThenCard)}</p></div>
<div class="digits">${digits.slice(0, 9).join('')}${erase}${digits[9]}<button class="tile main">${signs.tick}<span class="hidden">${escapeHtml(words.validate)}</span></button></div></form>`,
      head: button('cancel', words.back, { kind: 'quiet' }),
      foot: '',
      sound: why,
    },
    status,
    language,
  );
}
