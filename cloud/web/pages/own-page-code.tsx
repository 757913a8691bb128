import { Alert, Token } from './form.tsx';
import type { PageContext } from './shell.tsx';

/** Told once; `tooMany`: none was made. */
export type CodeMade =
  | 'tooMany'
  | { readonly typed: string; readonly url: string; readonly expiresAt: number };

/** Where members make a short code to their own page, to be typed at another screen. */
export function CodeOfOnesOwn(props: {
  readonly context: PageContext;
  readonly path: string;
  readonly made: CodeMade | undefined;
  readonly day: (at: number) => string;
}) {
  const { context, path, made, day } = props;
  const { words } = context;
  return (
    <section id="code">
      <h2>{words.ownCode}</h2>
      {made === 'tooMany' && <Alert>{words.ownCodeMany}</Alert>}
      {made && made !== 'tooMany' && (
        <div class="said" role="status">
          <span>
            {words.ownCodeNew}
            <br />
            <b class="own-code-shown">{made.typed}</b>
            <br />
            {words.ownCodeWhere} <span class="own-url">{made.url}</span>
            <br />
            {words.ownCodeUntil(day(made.expiresAt))}
          </span>
        </div>
      )}
      <p>{words.ownCodeOwn}</p>
      <form method="post" action={`${path}/code#code`}>
        <Token context={context} />
        <button class="button" type="submit">
          {words.ownCodeMake}
        </button>
      </form>
    </section>
  );
}
