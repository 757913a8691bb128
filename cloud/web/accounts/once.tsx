import type { ComponentChildren } from 'preact';
import type { Words } from '../language.ts';
import { ToCopy } from '../pages/to-copy.tsx';

/** What is shown this once, in a field that is easily copied whole. */
export const ShownOnce = (props: {
  words: Words;
  title: string;
  more: string;
  label: string;
  value: string;
  children?: ComponentChildren;
}) => (
  <section class="panel padded once" role="status">
    <h2>{props.title}</h2>
    <p>{props.more}</p>
    <ToCopy {...props} name="once" first />
    {props.children}
  </section>
);
