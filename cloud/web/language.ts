import type { FastifyRequest } from 'fastify';
import type { Language } from '../../shared/domain/status-words.ts';
import { en, fr, type Words } from './words/index.ts';

export type { Language, Words };
export const wordsOf = (language: Language): Words => (language === 'fr' ? fr : en);

export const languageCookie = 'badgeuse-language';

/** What they chose, else what their browser asks for first, else French. */
export function languageOf(request: FastifyRequest): Language {
  const chosen = request.cookies?.[languageCookie];
  if (chosen === 'fr' || chosen === 'en') return chosen;
  const wished = (request.headers['accept-language'] ?? '')
    .split(',')
    .map((part) => {
      const [tag = '', ...params] = part.trim().toLowerCase().split(';');
      const q = params.find((param) => param.trim().startsWith('q='));
      return { language: tag.split('-')[0], quality: q ? Number(q.trim().slice(2)) : 1 };
    })
    .filter(({ quality }) => quality > 0)
    .sort((a, b) => b.quality - a.quality)
    .find(({ language }) => language === 'fr' || language === 'en');
  return wished?.language === 'en' ? 'en' : 'fr';
}
