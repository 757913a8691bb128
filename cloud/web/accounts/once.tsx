import type { ComponentChildren } from 'preact';
import { fieldId } from '../pages/form.tsx';

/** What is shown this once, in a field that is easily copied whole. */
export const ShownOnce = (props: {
  title: string;
  more: string;
  label: string;
  value: string;
  children?: ComponentChildren;
}) => (
  <section class="panel padded once" role="status">
    <h2>{props.title}</h2>
    <p>{props.more}</p>
    <div class="field">
      <label for={fieldId('once')}>{props.label}</label>
      <input id={fieldId('once')} value={props.value} readOnly autofocus class="code-text" />
    </div>
    {props.children}
  </section>
);
