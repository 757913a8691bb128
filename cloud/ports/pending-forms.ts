/** What was typed before a password was asked for: it waits in the browser, where nobody reads it. */
export interface PendingForms {
  /** @param about who typed it, and where it goes. */
  close(about: string, form: string): string;
  /** Null: typed by somebody else, for something else, or closed by another key. */
  open(about: string, closed: string): string | null;
}
