/** What a site throws: its class is never translated, its words are. */
export interface Thrown {
  readonly type: keyof typeof statusOf;
  readonly words: Readonly<Record<Language, string>>;
}
export type Language = 'en' | 'fr';

const statusOf = {
  AuthenticationError: 401,
  PermissionError: 403,
  DoesNotExistError: 404,
  DuplicateEntryError: 409,
  ValidationError: 417,
  MandatoryError: 417,
  LinkValidationError: 417,
  InactiveEmployeeStatusError: 417,
  RateLimitExceededError: 429,
  SessionStopped: 503,
  OperationalError: 500,
} as const;

export const thrown = (type: Thrown['type'], en: string, fr: string): Thrown => ({
  type,
  words: { en, fr },
});

/** As the site renders it: JSON to whoever accepts it, a page to anybody else. */
export function rendered(
  { type, words }: Thrown,
  how: { readonly language: Language; readonly isTraced: boolean; readonly acceptsJson: boolean },
): { readonly status: number; readonly text: string; readonly type: string } {
  const status = statusOf[type];
  const text = words[how.language];
  if (!how.acceptsJson) {
    const page = `<!DOCTYPE html><html><body><h1>Erreur serveur</h1><p>${text}</p></body></html>`;
    return { status, text: page, type: 'text/html; charset=utf-8' };
  }
  const path = type === 'InactiveEmployeeStatusError' ? 'erpnext.setup' : 'frappe.exceptions';
  const exception = `${path}.${type}: ${text}`;
  const said = JSON.stringify([JSON.stringify({ message: text, indicator: 'red' })]);
  const trace = `Traceback (most recent call last):\n  File "app.py", line 110\n${exception}\n`;
  const body = {
    exception,
    exc_type: type,
    ...(how.isTraced && { exc: JSON.stringify([trace]) }),
    ...(type !== 'AuthenticationError' && { _server_messages: said }),
  };
  return { status, text: JSON.stringify(body), type: 'application/json' };
}
