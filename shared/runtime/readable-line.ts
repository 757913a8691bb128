const colours: Readonly<Record<string, string>> = {
  debug: '\x1b[2m',
  info: '\x1b[32m',
  warn: '\x1b[33m',
  error: '\x1b[31m',
};
const plain = '\x1b[0m';

/**
 * Turns one JSON log line into what a person reads: `14:03:07 info  device  tap granted  seq=12`.
 */
export function readableLine(jsonLine: string): string {
  let fields: Record<string, unknown>;
  try {
    fields = JSON.parse(jsonLine) as Record<string, unknown>;
  } catch {
    return jsonLine; // not ours; show it as it is
  }
  const { level, time, name, msg, err, ...rest } = fields;
  const clock = typeof time === 'string' ? new Date(time).toTimeString().slice(0, 8) : '';
  const shown = String(level ?? 'info');
  const details = Object.entries(rest).map(([k, v]) => `${k}=${shortForm(v)}`);
  const head = `${clock} ${coloured(shown.padEnd(5), colours[shown])} ${String(name ?? '').padEnd(7)}`;
  const line = [head, String(msg ?? ''), ...details].join(' ');
  return `${line}${stackOf(err)}\n`;
}

/** A file that is read later gets plain text. */
const coloured = (text: string, colour: string | undefined): string =>
  process.stdout.isTTY && colour !== undefined ? `${colour}${text}${plain}` : text;

const shortForm = (value: unknown): string =>
  typeof value === 'string' && !/\s/.test(value) ? value : (JSON.stringify(value) ?? '');

function stackOf(err: unknown): string {
  if (typeof err !== 'object' || err === null)
    return err === undefined ? '' : ` err=${String(err)}`;
  const { stack, message } = err as { readonly stack?: string; readonly message?: string };
  return `\n${(stack ?? message ?? '').replace(/^/gm, '    ')}`;
}
