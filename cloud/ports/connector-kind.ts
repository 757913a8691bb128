import type { Static, TSchema } from 'typebox';
import { compiledOnce } from '../../shared/wire/compiled-once.ts';
import { firstMisfit } from '../../shared/wire/first-misfit.ts';
import type {
  Connector,
  ConnectorKind,
  ConnectorSurroundings,
  MemberFact,
  ReasonWords,
} from './connectors.ts';

/** A kind of connector by the schema of its settings, which are read once, here. */
export function connectorKind<S extends TSchema, Name extends string>(of: {
  readonly settings: S;
  readonly secrets: readonly Name[];
  readonly reasons: ReasonWords;
  readonly isAtMostOnce?: true;
  /** What the schema cannot say. */
  readonly fault?: (settings: Static<S>) => string | null;
  readonly asks: (settings: Static<S>) => readonly MemberFact[];
  readonly open: (
    settings: Static<S>,
    secrets: Readonly<Record<Name, string>>,
    around: ConnectorSurroundings,
  ) => Connector;
}): ConnectorKind {
  const validator = compiledOnce(of.settings);
  function faultOf(settings: unknown): string | null {
    if (!validator().Check(settings)) return firstMisfit(validator(), settings, 'the settings');
    return of.fault?.(settings as Static<S>) ?? null;
  }
  return {
    ...{ secrets: of.secrets, reasons: of.reasons },
    isAtMostOnce: of.isAtMostOnce ?? false,
    faultOf,
    asksOf: (settings) => (faultOf(settings) === null ? of.asks(settings as Static<S>) : []),
    open: (settings, secrets, around) =>
      of.open(settings as Static<S>, secrets as Readonly<Record<Name, string>>, around),
  };
}
