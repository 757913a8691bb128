import { escapeHtml } from './markup.ts';
import type { Language } from './words.ts';

/** A whole document of the device's own pages; `head`, `body` and `attributes` (of the body) are HTML already. */
export const pageFrame = (page: {
  readonly language: Language;
  readonly title: string;
  readonly head: string;
  readonly attributes?: string;
  readonly body: string;
}): string => `<!doctype html>
<html lang="${page.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(page.title)}</title>
${page.head}
</head>
<body${page.attributes ?? ''}>
${page.body}
</body>
</html>
`;
