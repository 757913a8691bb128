import type { Words } from '../language.ts';
import { Field } from '../pages/fields.tsx';
import type { Given } from '../pages/form.tsx';

/** Who it is, and where to write to them. */
export const NameAndEmail = (props: {
  readonly words: Words;
  readonly given: Given<{ readonly name: string; readonly email: string | null }>;
}) => (
  <>
    <Field {...props.given('name')} label={props.words.name} />
    <Field
      {...props.given('email')}
      label={props.words.memberEmailOptional}
      inputmode="email"
      optional
    />
  </>
);
