import { Alert, Said, Token } from './form.tsx';
import type { PageContext } from './shell.tsx';

/** Told once; `tooMany`: none was made; `withdrawn`: the one there was opens nothing any more. */
export type CodeMade =
  | 'tooMany'
  | 'withdrawn'
  | { readonly typed: string; readonly url: string; readonly expiresAt: number };

/** Where members make a short code to their own page, to be typed at another screen. */
export function CodeOfOnesOwn(props: {
  readonly context: PageContext;
  readonly path: string;
  readonly made: CodeMade | undefined;
  /** When the one made before ends; null: there is none. */
  readonly until: number | null;
  readonly day: (at: number) => string;
}) {
  const { context, path, made, until, day } = props;
  const { words } = context;
  return (
    <section id="code">
      <h2>{words.ownCode}</h2>
      {made === 'tooMany' && <Alert>{words.ownCodeMany}</Alert>}
      {made === 'withdrawn' && <Said>{words.ownCodeWithdrawn}</Said>}
      {typeof made === 'object' && (
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
      {until !== null && (
        <form method="post" action={`${path}/code/withdraw#code`}>
          <p>{words.ownCodeThere(day(until))}</p>
          <Token context={context} />
          <button class="button" type="submit">
            {words.ownCodeRevoke}
          </button>
        </form>
      )}
    </section>
  );
}
