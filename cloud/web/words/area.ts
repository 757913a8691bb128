/** The same words in the other language: as many, and made from the same parts. */
export type Translated<T> = {
  readonly [K in keyof T]: T[K] extends (...given: infer A) => string
    ? (...given: A) => string
    : string;
};

export interface Area<F> {
  readonly fr: F;
  readonly en: Translated<F>;
}

/**
 * The words of one area, both languages beside each other: one missing, or one too many, is a type error. Numbers
 * come in already formatted. French is typeset by hand with `nbsp` and `nnbsp` of `typography.ts`.
 */
export const area = <F extends object>(fr: F, en: Translated<NoInfer<F>>): Area<F> => ({ fr, en });
