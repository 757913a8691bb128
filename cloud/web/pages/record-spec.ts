import type { FastifyRequest } from 'fastify';
import type { ComponentChildren } from 'preact';
import type { TSchema } from 'typebox';
import type { Registry, Repository } from '../../ports/registry.ts';
import type { WebDeps } from '../deps.ts';
import type { Words } from '../language.ts';
import type { WantedPreview } from '../rules-preview.ts';
import type { FieldErrors, Given } from './form.tsx';
import type { FormValues } from './form-values.ts';
import type { PageContext, Section } from './shell.tsx';

interface Titles {
  readonly list: string;
  /** One sentence on what these are for. */
  readonly lead: string;
  /** On the button, and the title of the page behind it. */
  readonly add: string;
  /** When there are none: one sentence. */
  readonly none: string;
}

interface OfOne<T, D> {
  readonly context: PageContext;
  readonly record: T;
  readonly data: D;
}

/** Beside a record, some things may be done to it. */
interface BesideOne<T, D> extends OfOne<T, D> {
  /** False: they only look, for it reaches places that are not theirs. */
  readonly mayChange: boolean;
}

/** What is particular to the pages of one kind of record. */
export interface RecordPages<T extends { readonly id: string }, D> {
  readonly path: `/${string}`;
  readonly section: Section;
  readonly repository: (registry: Registry) => Repository<T>;
  /** The API's own: what a form sends is judged by it. */
  readonly schema: Readonly<Record<string, TSchema>>;
  /** The page its list is reached from; left out: the settings. */
  readonly from?: (words: Words) => { readonly href: string; readonly label: string };
  readonly titles: (words: Words) => Titles;
  readonly name: (record: T, data: D, context: PageContext) => string;
  /** What the lines and the form need to know beside the record. */
  readonly load: (deps: WebDeps, context: PageContext) => Promise<D>;
  readonly list: (deps: WebDeps, context: PageContext) => Promise<readonly T[]>;
  /** Beside the name, in its line. */
  readonly line: (of: OfOne<T, D>) => ComponentChildren;
  /** What a new one starts from. */
  readonly fresh: (data: D, context: PageContext) => Partial<T>;
  readonly fields: (form: {
    readonly context: PageContext;
    readonly values: Partial<T>;
    readonly errors: FieldErrors;
    /** What a field takes of both. */
    readonly given: Given<T>;
    readonly data: D;
    readonly isNew: boolean;
  }) => ComponentChildren;
  readonly read: (form: FormValues, data: D, before: T | null) => Partial<T> | Promise<Partial<T>>;
  /** What these fields would change in what is held, were they saved; left out: nothing. */
  readonly preview?: (record: T, values: Partial<T>) => WantedPreview;
  /** Says what a field expects, unless it is a name; the label otherwise says enough. */
  readonly expected?: (field: string, words: Words) => string | undefined;
  /** What ending one does, and what stays; left out: these do not end here. */
  readonly ending?: (of: OfOne<T, D>) => {
    readonly title: string;
    readonly text: string;
    readonly verb: string;
  };
  /** What is beside one that is there needs to know more than the list does. */
  readonly loadBeside?: (record: T, request: FastifyRequest) => Promise<D>;
  /** Beside the form of one that is there. */
  readonly beside?: (of: BesideOne<T, D>) => ComponentChildren;
  /** The places where each opens something, of what belongs to none; see `Writer`. */
  readonly reached?: () => Promise<ReadonlyMap<string, readonly string[]>>;
  /** Above the list. */
  readonly above?: (of: { context: PageContext; data: D }) => ComponentChildren;
  /** The list is a page of its own making. */
  readonly ownList?: boolean;
  /** Names are whole sentences. */
  readonly wideNames?: boolean;
  /** New ones come another way. */
  readonly noNew?: boolean;
}
