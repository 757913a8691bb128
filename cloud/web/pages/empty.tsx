import type { ComponentChildren } from 'preact';

/** Nothing to list: a sentence that says so, and what to do. */
export const Empty = ({
  sentence,
  children,
}: {
  sentence: string;
  children: ComponentChildren;
}) => (
  <div class="empty">
    <p class="empty-sentence">{sentence}</p>
    <p>{children}</p>
  </div>
);
