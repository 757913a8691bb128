/** sd-notify ships no types; these are the members `sd-notify.ts` uses, and no more. */
declare module 'sd-notify' {
  const sdNotify: {
    ready(): void;
    stopping(): void;
    watchdog(): void;
    sendStatus(text: string): void;
  };
  export = sdNotify;
}
