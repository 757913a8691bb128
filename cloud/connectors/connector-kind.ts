import type { Static, TSchema } from 'typebox';
import { compiledOnce } from '../../shared/wire/compiled-once.ts';
import type {
  Connector,
  ConnectorKind,
  ConnectorSurroundings,
  MemberFact,
  ReasonWords,
} from '../ports/connectors.ts';
import type { SettingFault } from '../ports/setting-faults.ts';
import { faultsBySchema } from './faults-by-schema.ts';

/** A kind of connector by the schema of its settings, which are read once, here. */
export function connectorKind<S extends TSchema, Name extends string>(of: {
  readonly settings: S;
  readonly secrets: readonly Name[];
  readonly reasons: ReasonWords;
  readonly isAtMostOnce?: true;
  /** What the schema cannot say. */
  readonly faults?: (settings: Static<S>) => readonly SettingFault[];
  readonly asks: (settings: Static<S>) => readonly MemberFact[];
  readonly open: (
    settings: Static<S>,
    secrets: Readonly<Record<Name, string>>,
    around: ConnectorSurroundings,
  ) => Connector;
}): ConnectorKind {
  const validator = compiledOnce(of.settings);
  function faultsOf(settings: unknown): readonly SettingFault[] {
    if (!validator().Check(settings)) return faultsBySchema(of.settings, settings);
    return of.faults?.(settings as Static<S>) ?? [];
  }
  return {
    ...{ secrets: of.secrets, reasons: of.reasons },
    isAtMostOnce: of.isAtMostOnce ?? false,
    faultsOf,
    asksOf: (settings) => (faultsOf(settings).length === 0 ? of.asks(settings as Static<S>) : []),
    open: (settings, secrets, around) =>
      of.open(settings as Static<S>, secrets as Readonly<Record<Name, string>>, around),
  };
}
