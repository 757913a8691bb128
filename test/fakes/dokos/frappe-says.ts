/** What a Frappe of a French site answers. */
export interface Said {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

export const said = (message: unknown): Said => ({ status: 200, body: { message } });

/** As frappe/app.py and its exceptions tell: messages are JSON in JSON in JSON, and hold HTML. */
export function refusal(
  status: number,
  type: string,
  html: string,
  showsTracebacks: boolean = true,
): Said {
  const exception = `frappe.exceptions.${type}: ${html}`;
  const traceback = `Traceback (most recent call last):\n  File "apps/frappe/frappe/app.py", line 110\n${exception}\n`;
  const message = { message: html, title: 'Message', indicator: 'red', raise_exception: 1 };
  return {
    status,
    body: {
      exc_type: type,
      ...(showsTracebacks && { exception, exc: JSON.stringify([traceback]) }),
      _server_messages: JSON.stringify([JSON.stringify(message)]),
    },
  };
}

/** How Frappe shows the same without `Accept: application/json`. */
export const webPage = (of: Said): string =>
  `<!DOCTYPE html><html lang="fr"><head><title>Erreur ${of.status}</title></head><body><h1>Erreur de serveur</h1></body></html>`;

/** As `json.dumps` of Python writes it: blanks after marks, and ASCII alone. */
export function pythonDumps(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(pythonDumps).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    const fields = Object.entries(value).map(
      ([key, of]) => `${pythonDumps(key)}: ${pythonDumps(of)}`,
    );
    return `{${fields.join(', ')}}`;
  }
  return (JSON.stringify(value) ?? 'null').replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
