import { tokensText } from '../../shared/domain/item.ts';
import { alertKinds } from '../ports/alerts.ts';
import type { Letter, LetterHead, Told, ToldLine, WriteLetter, Written } from '../ports/letters.ts';
import { type MailWords, mailWords, zonedDay, zonedTime } from './words.ts';

/** A part of a letter; a link stands in its own line of the plain text, so that it can be followed there. */
type Part =
  | { readonly p: string }
  | { readonly h: string }
  | { readonly link: string; readonly url: string; readonly lead?: string }
  | { readonly list: readonly { readonly text: string; readonly url: string | null }[] };

interface Draft {
  readonly subject: string;
  readonly parts: readonly Part[];
  readonly foot: readonly Part[];
}

/** One mail a day is to be read: what is more is on the pages. */
const mostLines = 40;

/** The mails in both languages, as plain text and as plain HTML that says the same. */
export const writeLetter: WriteLetter = (head, letter) => {
  const words = mailWords[head.language];
  return written(
    head,
    letter.to === 'member' ? toMember(head, letter, words) : toStaff(head, letter, words),
  );
};

function toMember(
  head: LetterHead,
  letter: Extract<Letter, { to: 'member' }>,
  words: MailWords,
): Draft {
  const { stopUrl } = letter;
  const foot: Part[] = [
    { p: words.why(head.place) },
    ...(stopUrl === null ? [] : [{ lead: words.stop, link: words.stopLink, url: stopUrl }]),
  ];
  const hello = { p: words.hello(letter.name) };
  if (letter.what === 'lowBalance')
    return {
      subject: words.balanceSubject,
      parts: [hello, { p: words.balanceText(head.place, tokensText(letter.units, head.language)) }],
      foot,
    };
  const day = zonedDay(letter.entryAt, head);
  const time = zonedTime(letter.entryAt, head);
  const ask: Part[] =
    letter.url === null
      ? [{ p: words.exitDesk }]
      : [{ p: words.exitAsk }, { link: words.exitButton, url: letter.url }, { p: words.exitOnce }];
  return {
    subject: words.exitSubject(day),
    parts: [hello, { p: words.exitText(head.place, day, time) }, ...ask],
    foot,
  };
}

function toStaff(
  head: LetterHead,
  letter: Extract<Letter, { to: 'staff' }>,
  words: MailWords,
): Draft {
  const foot = [{ p: words.staffWhy(head.place) }];
  if (letter.what === 'test')
    return { subject: words.testSubject(head.place), parts: [{ p: words.testText }], foot };
  if (letter.what === 'alert') {
    const text = lineOf(letter.line.told, head, words);
    const { url } = letter.line;
    const see = url === null ? [] : [{ link: words.see, url }];
    const subject = `${head.place}, ${lower(words[letter.line.told.kind])}`;
    return { subject, parts: [{ p: text }, ...see], foot };
  }
  const kinds = alertKinds.filter((kind) => letter.lines.some(({ told }) => told.kind === kind));
  const parts = kinds.flatMap((kind): readonly Part[] => {
    const of = letter.lines.filter(({ told }) => told.kind === kind);
    const shown = of.slice(0, mostLines).map((line: ToldLine) => ({
      text: lineOf(line.told, head, words),
      url: line.url,
    }));
    const more = of.length - shown.length;
    return [
      { h: words[kind] },
      { list: shown },
      ...(more > 0 ? [{ p: words.digestMore(more) }] : []),
    ];
  });
  return { subject: words.digestSubject(head.place, zonedDay(letter.until, head)), parts, foot };
}

function lineOf(told: Told, head: LetterHead, words: MailWords): string {
  const when = (at: number) => words.at(zonedDay(at, head), zonedTime(at, head));
  switch (told.kind) {
    case 'forgottenExit': {
      const { entryAt, name } = told;
      if (entryAt === null) return words.gone;
      const [day, time] = [zonedDay(entryAt, head), zonedTime(entryAt, head)];
      return words.forgottenExitLine(name ?? words.nobody, day, time);
    }
    case 'doorAlarm':
      return words[told.event](told.door, when(told.at));
    case 'silentDevice':
      return words.silentLine(told.device, when(told.since));
    case 'lowBalance':
      return words.balanceLine(told.name, tokensText(told.units, head.language));
    case 'capacity':
      return words.capacityLine(told.area, told.inside, told.capacity);
    case 'incident':
      return words.incidentLine(when(told.at));
  }
}

const lower = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);

function written({ language }: LetterHead, { subject, parts, foot }: Draft): Written {
  const text = [...parts, { p: '--' }, ...foot].map(textOf).join('\n\n');
  const body = [...parts.map(htmlOf), '<hr>', ...foot.map(htmlOf)].join('\n');
  const head = `<meta charset="utf-8"><title>${escaped(subject)}</title>`;
  return {
    subject,
    text: `${text}\n`,
    html: `<!doctype html>\n<html lang="${language}"><head>${head}</head><body>\n${body}\n</body></html>\n`,
  };
}

function textOf(part: Part): string {
  if ('p' in part) return part.p;
  if ('h' in part) return part.h;
  if ('link' in part) return `${part.lead ?? ''}${part.link}:\n${part.url}`;
  return part.list
    .map(({ text, url }) => `- ${text}${url === null ? '' : `\n  ${url}`}`)
    .join('\n');
}

function htmlOf(part: Part): string {
  if ('p' in part) return `<p>${escaped(part.p)}</p>`;
  if ('h' in part) return `<h2>${escaped(part.h)}</h2>`;
  if ('link' in part)
    return `<p>${escaped(part.lead ?? '')}<a href="${escaped(part.url)}">${escaped(part.link)}</a></p>`;
  const items = part.list.map(({ text, url }) =>
    url === null
      ? `<li>${escaped(text)}</li>`
      : `<li><a href="${escaped(url)}">${escaped(text)}</a></li>`,
  );
  return `<ul>${items.join('')}</ul>`;
}

const escaped = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
