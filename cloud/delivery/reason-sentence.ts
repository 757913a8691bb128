import type { Because } from '../ports/connections.ts';
import type { ConnectorKind, ReasonWords } from '../ports/connectors.ts';

/** What every kind may meet on our side. */
const ours: ReasonWords = {
  connectionUnusable: {
    fr: 'Cette connexion n’est pas utilisable ainsi. Corrigez ses réglages.',
    en: 'This connection cannot be used as it is set. Correct its settings.',
  },
  connectionSecretsLost: {
    fr: 'Les clés de cette connexion manquent, ou ne se lisent plus. Redonnez-les, ou rattachez ce système à nouveau.',
    en: 'The keys of this connection are missing, or cannot be read any more. Enter them again, or join that system anew.',
  },
  internal: {
    fr: 'Erreur de notre côté. Il sera redemandé.',
    en: 'A mistake of ours. It will be tried again.',
  },
};

/** In both languages, with what it is about: within the sentence where that names it, else after it. Null: no words. */
export function sentenceOf(
  kind: ConnectorKind | null,
  { why, about = {} }: Because,
): { readonly fr: string; readonly en: string } | null {
  const words = { ...ours, ...kind?.reasons }[why];
  if (!words) return null;
  const { fr, en } = words;
  return {
    fr: filled(fr, about, (said) => `«\u00a0${said}\u00a0»`),
    en: filled(en, about, (said) => `“${said}”`),
  };
}

function filled(
  sentence: string,
  about: Readonly<Record<string, string>>,
  quoted: (said: string) => string,
): string {
  const isNamed = (name: string) => sentence.includes(`{${name}}`);
  const rest = Object.entries(about).flatMap(([name, said]) =>
    isNamed(name) || said === '' ? [] : [quoted(said)],
  );
  const named = sentence.replace(/\{(\w+)\}/g, (_, name: string) => about[name] ?? '…');
  return [named, ...rest].join(' ');
}
