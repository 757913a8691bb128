import { Select, Tick } from '../pages/fields.tsx';
import type { PageContext } from '../pages/page-context.ts';

interface HomeProps {
  readonly context: PageContext;
  readonly given: {
    readonly name: string;
    readonly value?: string | undefined;
    readonly error?: string | undefined;
  };
  /** As it is kept: a venue of others stays, and is not named. */
  readonly before: string | null;
  /** Since when, and where before; empty: nothing was. */
  readonly said: string;
  readonly wasWrong: boolean;
  /** Nothing was ever said: what is said now holds for what was before it. */
  readonly isFirst: boolean;
  /** What an empty one means. */
  readonly none: string;
  /** False: there is one place only, and nothing to ask. */
  readonly isAsked: boolean;
}

/** Which venue settles for them: given only to one's own. */
export function HomeField(props: HomeProps) {
  const { context, given, before, said, none, isAsked } = props;
  const { words, places } = context;
  const isElsewhere = before !== null && places.every(({ id }) => id !== before);
  if (isElsewhere || !isAsked) {
    return (
      <>
        <input type="hidden" name={given.name} value={before ?? ''} />
        {isElsewhere && <p class="small">{words.homeElsewhere}</p>}
      </>
    );
  }
  return (
    <>
      <Select
        {...given}
        label={words.homePlace}
        hint={`${words.homeHint} ${props.isFirst ? words.homeFirst : words.homeMoves}`}
        options={[
          { value: '', label: none },
          ...places.map(({ id, name }) => ({ value: id, label: name })),
        ]}
      />
      {said !== '' && <p class="small">{said}</p>}
      {before !== null && (
        <Tick
          name="homeWasWrong"
          label={words.homeWasWrong}
          hint={words.homeWasWrongHint}
          checked={props.wasWrong}
        />
      )}
    </>
  );
}
