const plain = (text: string): string =>
  text
    .replaceAll('&quot;', '"')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
const attribute = (tag: string, name: string): string | null => {
  const found = new RegExp(`\\s${name}(?:="([^"]*)")?(?=[\\s>/])`).exec(tag);
  return found ? plain(found[1] ?? '') : null;
};

/** The last form of the content of a page. */
export function formIn(body: string): string {
  const [content = ''] = body.slice(body.indexOf('<main')).split('</main>');
  return content.slice(content.lastIndexOf('<form'));
}

/** What a browser would send of it, pressed as it is shown. */
export function sentBy(body: string): URLSearchParams {
  const sent = new URLSearchParams();
  for (const [tag, options] of formIn(body).matchAll(
    /<input[^>]*>|<select[^>]*>(.*?)<\/select>/gs,
  )) {
    const name = attribute(tag, 'name');
    if (name === null) continue;
    const type = attribute(tag, 'type');
    const isTicked = attribute(tag, 'checked') !== null;
    if ((type === 'radio' || type === 'checkbox') && !isTicked) continue;
    const all = [...(options ?? '').matchAll(/<option[^>]*>/g)].map(([option]) => option);
    const chosen = all.find((option) => attribute(option, 'selected') !== null) ?? all[0];
    sent.append(name, attribute(chosen ?? tag, 'value') ?? '');
  }
  return sent;
}
