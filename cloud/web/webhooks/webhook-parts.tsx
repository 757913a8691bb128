import type { WebhookEndpoint } from '../../ports/webhook-endpoints.ts';
import type { Words } from '../language.ts';
import { ToCopy } from '../pages/to-copy.tsx';

export const stateText = ({ state, why }: WebhookEndpoint, words: Words): string =>
  state === 'stopped' ? words[`hookState_${why ?? 'failing'}`] : words[`hookState_${state}`];

/** What it is told of, in words. */
export const typesText = ({ types }: WebhookEndpoint, words: Words): string =>
  types === '*' ? words.hookAll : types.map((type) => words[`hookEvent_${type}`]).join(', ');

/** What the program needs, right after it was made: it is shown nowhere else. */
export const SecretOnce = (props: {
  readonly words: Words;
  readonly secret: string | null;
  readonly publicKey: string | null;
}) => (
  <div role="status">
    <ToCopy
      {...{ words: props.words, name: 'secret', first: true }}
      label={props.secret === null ? props.words.hookPublicKey : props.words.hookSecretOnce}
      value={props.secret ?? props.publicKey ?? ''}
    />
  </div>
);
