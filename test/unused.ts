import { type SourceFile, withoutComments } from './tidy-rules.ts';

/** What code mentions: its names, and the shapes of those it puts together (`role_${role}` -> `role_*`). */
interface Mentions {
  readonly names: ReadonlySet<string>;
  readonly shapes: readonly RegExp[];
}

/** A shape must begin with something of its own: `${a}_${b}` may be anything. */
const putTogether = /(?<![\w}-])[a-zA-Z][\w-]+(?:\$\{[^{}`]*\}[\w-]*)+/g;

export function mentionsIn(files: readonly SourceFile[]): Mentions {
  const code = files.map(({ text }) => withoutComments(text)).join('\n');
  const shapes = (code.match(putTogether) ?? []).map(
    (made) => new RegExp(`^${made.replace(/\$\{[^}]*\}/g, '\\S+')}$`),
  );
  // A name with dashes is a class; its parts are names as well.
  const words = [...(code.match(/\w+/g) ?? []), ...(code.match(/\w+(?:-\w+)+/g) ?? [])];
  return { names: new Set(words), shapes };
}

/** The names that nothing mentions. */
export const unused = (names: Iterable<string>, { names: said, shapes }: Mentions): string[] =>
  [...new Set(names)].filter(
    (name) => !said.has(name) && !shapes.some((shape) => shape.test(name)),
  );

/** `chip` of `.chip:hover > b {`. */
export const classesIn = (css: string): readonly string[] =>
  [...css.replace(/\/\*[\s\S]*?\*\//g, '').matchAll(/\.([a-zA-Z][\w-]*)(?=[^{};]*\{)/g)].map(
    ([, name = '']) => name,
  );

/** What a file exports that neither another file nor the rest of it mentions, as `name of path`. */
export function unreadExports(files: readonly SourceFile[]): readonly string[] {
  const timesSaid = new Map<string, number>();
  for (const { text } of files)
    for (const word of withoutComments(text).match(/\w+/g) ?? [])
      timesSaid.set(word, (timesSaid.get(word) ?? 0) + 1);
  return files.flatMap(({ path, text }) =>
    [...text.matchAll(/^export (?:async )?(?:const|function\*?|class|interface|type) (\w+)/gm)]
      .map(([, name = '']) => name)
      .filter((name) => timesSaid.get(name) === 1)
      .map((name) => `${name} of ${path}`),
  );
}
