import type { ComponentChildren } from 'preact';
import { Form } from './form.tsx';
import { type PageContext, pageOf, type Section } from './shell.tsx';

interface Question {
  readonly context: PageContext;
  readonly section: Section;
  /** A whole question: "Retirer l’accès de Zoé ?" */
  readonly title: string;
  /** What will happen, and what stays. */
  readonly children: ComponentChildren;
  readonly action: string;
  /** What the form asks for besides. */
  readonly inside?: ComponentChildren;
  readonly fields?: Readonly<Record<string, string>>;
  /** The verb of the title, not "OK". */
  readonly verb: string;
  /** Where "cancel" leads. */
  readonly back: string;
}

/**
 * The step before what cannot simply be undone: a page of its own, reached by a link. Give the link `data-dialog` and
 * with JavaScript it opens as a dialog over the page instead.
 */
export const confirmPage = ({ context, section, title, children, ...asked }: Question): string =>
  pageOf({
    context,
    title,
    section,
    children: (
      <section class="narrow">
        <h1>{title}</h1>
        {children}
        <Form
          context={context}
          action={asked.action}
          submit={asked.verb}
          kind="danger"
          back={asked.back}
          {...(asked.inside !== undefined && { class: 'stacked' })}
        >
          {asked.inside}
          {Object.entries(asked.fields ?? {}).map(([name, value]) => (
            <input type="hidden" name={name} value={value} />
          ))}
        </Form>
      </section>
    ),
  });
