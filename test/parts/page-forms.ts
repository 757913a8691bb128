/** What a page offers to do, read from its HTML as a browser without scripts would send it. */
export interface OfferedForm {
  readonly method: 'GET' | 'POST';
  readonly action: string;
  readonly fields: URLSearchParams;
}

const textOf = (html: string): string =>
  html
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');

const attribute = (tag: string, name: string): string | null => {
  const found = new RegExp(`\\s${name}(?:="([^"]*)")?(?=[\\s/>])`).exec(tag);
  return found ? textOf(found[1] ?? '') : null;
};

/** Every address on this host that a page links to. */
export const linksOf = (html: string): readonly string[] => [
  ...new Set(
    [...html.matchAll(/<a\s[^>]*>/g)].flatMap(([tag]) => {
      const href = attribute(tag, 'href') ?? '';
      return /^\/(?!\/)/.test(href) ? [href.split('#')[0] ?? href] : [];
    }),
  ),
];

/** Every form, filled in as it is shown; an empty field of text gets what `typed` says of its name. */
export const formsOf = (
  html: string,
  typed: (name: string) => string | undefined,
): readonly OfferedForm[] =>
  [...html.matchAll(/<form\s[^>]*>.*?<\/form>/gs)].flatMap(([form]) => {
    const [head = ''] = /<form\s[^>]*>/.exec(form) ?? [];
    const method = attribute(head, 'method')?.toUpperCase() === 'POST' ? 'POST' : 'GET';
    const action = attribute(head, 'action') ?? '';
    const fields = fieldsOf(form, typed);
    const buttons = [...form.matchAll(/<button\s[^>]*>/g)]
      .map(([tag]) => tag)
      .filter((tag) => attribute(tag, 'type') !== 'button' && attribute(tag, 'disabled') === null);
    return buttons.map((button) => {
      const sent = new URLSearchParams(fields);
      const name = attribute(button, 'name');
      if (name) sent.set(name, attribute(button, 'value') ?? '');
      return { method, action, fields: sent };
    });
  });

function fieldsOf(form: string, typed: (name: string) => string | undefined): URLSearchParams {
  const fields = new URLSearchParams();
  for (const [tag] of form.matchAll(/<input\s[^>]*>/g)) {
    const name = attribute(tag, 'name');
    const type = attribute(tag, 'type') ?? 'text';
    if (!name || attribute(tag, 'disabled') !== null || type === 'file') continue;
    const isTicked = attribute(tag, 'checked') !== null;
    if (/^(radio|checkbox)$/.test(type) && !isTicked) continue;
    const value = attribute(tag, 'value') ?? (type === 'checkbox' ? 'on' : '');
    const isEmpty = value === '' && type !== 'hidden';
    fields.append(name, isEmpty ? (typed(name) ?? '') : value);
  }
  for (const [, tag = '', inner = ''] of form.matchAll(/(<select\s[^>]*>)(.*?)<\/select>/gs)) {
    const name = attribute(tag, 'name');
    if (!name || attribute(tag, 'disabled') !== null) continue;
    const options = [...inner.matchAll(/<option\s[^>]*>/g)].map(([option]) => option);
    const chosen = options.find((one) => attribute(one, 'selected') !== null) ?? options[0];
    if (chosen) fields.append(name, attribute(chosen, 'value') ?? '');
  }
  for (const [, tag = '', inner = ''] of form.matchAll(/(<textarea\s[^>]*>)(.*?)<\/textarea>/gs)) {
    const name = attribute(tag, 'name');
    if (name) fields.append(name, textOf(inner) || (typed(name) ?? ''));
  }
  return fields;
}
