import type { Connection } from '../../ports/connections.ts';
import type { WebDeps } from '../deps.ts';
import type { Words } from '../language.ts';
import { Icon } from '../pages/icon.tsx';
import type { PageContext } from '../pages/page-context.ts';
import { pausedText, whyOf } from './said-connection.ts';

interface Of {
  readonly connection: Connection;
  readonly context: PageContext;
  readonly tests: WebDeps['connectionTests'];
  readonly now: number;
  readonly moment: (atMs: number) => string;
}

/** On or off, the last success, the last look, and what it waits for. */
export function StateLines({ connection, context, tests, now, moment }: Of) {
  const { words, language } = context;
  const { isOn, since, succeededAt, checked } = connection;
  const lines = [
    succeededAt === null
      ? words.connectionNothingYet
      : words.connectionLastTold(moment(succeededAt)),
  ];
  if (checked?.why !== undefined)
    lines.push(
      words.connectionTroubled(
        moment(checked.at),
        whyOf(tests, connection, { ...checked, why: checked.why }, language),
      ),
    );
  else if (checked) lines.push(words.connectionWell(moment(checked.at)));
  const paused = pausedText(tests, connection, { context, now, moment });
  return (
    <>
      <p class="lead">{isOn ? words.connectionOnSince(moment(since)) : words.connectionOff}</p>
      {lines.map((line) => (
        <p>{line}</p>
      ))}
      {paused !== null && (
        <p class="waiting-note">
          <Icon name="triangle-alert" /> {paused}
        </p>
      )}
    </>
  );
}

const labelsOf = (words: Words) =>
  ({
    server: words.connectionSet_server,
    address: words.connectionAddress,
    venueId: words.connectionVenue,
    venueRoles: words.connectionRoles,
    timeZone: words.connectionZone,
    itemId: words.connectionItem,
    asset: words.connectionSet_asset,
  }) as const;

/** What is set of it, as far as it says something to people; of its secrets only which are kept. */
export function SettingLines({
  connection: { settings, secretsSet },
  words,
  itemNames,
}: {
  readonly connection: Connection;
  readonly words: Words;
  readonly itemNames: ReadonlyMap<string, string>;
}) {
  const labels = labelsOf(words);
  const said = (name: string, value: string): string => {
    if (name === 'itemId') return itemNames.get(value) ?? value;
    if (name !== 'venueRoles') return value;
    return value === 'laboutik' ? words.connectionRoles_laboutik : words.connectionRoles_doc;
  };
  const { preset, doctype } = (settings['target'] ?? {}) as { preset?: string; doctype?: string };
  return (
    <dl class="receipt">
      {Object.entries(labels).map(([name, label]) => {
        const value = settings[name];
        return typeof value === 'string' ? (
          <>
            <dt>{label}</dt>
            <dd>{said(name, value)}</dd>
          </>
        ) : null;
      })}
      {preset !== undefined && (
        <>
          <dt>{words.connectionPreset}</dt>
          <dd>{doctype ?? presetText(preset, words)}</dd>
        </>
      )}
      <dt>{words.connectionSet_secrets}</dt>
      <dd>
        {secretsSet.map((one) => secretName(one, words)).join(', ') || words.connectionNoSecrets}
      </dd>
    </dl>
  );
}

function secretName(name: string, words: Words): string {
  const known = (['key', 'apiKey', 'apiSecret', 'placeKey', 'walletKey'] as const).find(
    (one) => one === name,
  );
  return known ? words[`connectionKept_${known}`] : name;
}

function presetText(preset: string, words: Words): string {
  if (preset === 'employeeCheckin') return words.connectionPreset_employeeCheckin;
  return preset === 'historyOfPassage'
    ? words.connectionPreset_historyOfPassage
    : words.connectionPreset_own;
}
