import { directions } from '../../../shared/domain/access-point.ts';
import type { AccessPointRecord, DeviceRecord, Place } from '../../ports/registry.ts';
import { mayOpen } from '../access.ts';
import type { Trouble } from '../device-troubles.ts';
import { Empty } from './empty.tsx';
import { Icon } from './icon.tsx';
import { CodeField, Fingerprint, type JoinTyped, ReaderName } from './join-reader.tsx';
import { BackToSettings } from './record-parts.tsx';
import type { PageContext } from './shell.tsx';
import { TroubleChip } from './trouble-chip.tsx';

export interface DeviceLine {
  readonly device: DeviceRecord;
  readonly place: string;
  readonly points: readonly AccessPointRecord[];
  readonly isOnline: boolean;
  readonly lastSeen: string | null;
  /** What it says is wrong with it; nothing while it is silent. */
  readonly troubles: readonly (Trouble & { readonly sinceText: string })[];
}

export interface JoinForm extends JoinTyped {
  readonly said?: boolean;
  readonly placeId?: string;
  /** The device whose place the new one takes; empty: none. */
  readonly deviceId?: string;
  /** Those it may be. */
  readonly known?: readonly { readonly id: string; readonly name: string }[];
}

interface DevicesProps {
  readonly context: PageContext;
  readonly form: JoinForm;
  readonly lines: readonly DeviceLine[];
  readonly places: readonly Place[];
}

export function DevicesView({ context, form, lines, places }: DevicesProps) {
  const { words } = context;
  return (
    <>
      <BackToSettings context={context} section="settings" />
      <div class="page-head">
        <h1>{words.devices}</h1>
      </div>
      {form.said && (
        <p class="said" role="status">
          <Icon name="check" />
          <span>{words.saidJoined}</span>
        </p>
      )}
      <div class="two wide-left">
        <section>
          {lines.length === 0 && <Empty sentence={words.noReaders}>{words.noReadersMore}</Empty>}
          <ul class="lines readers">
            {lines.map((line) => (
              <Line line={line} context={context} />
            ))}
          </ul>
          {context.principal?.places === '*' && mayOpen(context.principal, '/signing-key') && (
            <p>
              <a href="/signing-key">{words.keyTitle}</a> <span class="small">{words.keyMore}</span>
            </p>
          )}
        </section>
        <section class="panel padded">
          <h2>{words.letIn}</h2>
          {form.found ? (
            <Approve context={context} form={form} places={places} />
          ) : (
            <form method="post" action="/devices/code">
              <input type="hidden" name="csrf" value={context.csrf ?? ''} />
              <p class="small">{words.letInHow}</p>
              <CodeField words={words} typed={form} />
              <button class="button primary" type="submit">
                {words.goOn}
              </button>
            </form>
          )}
        </section>
      </div>
    </>
  );
}

function Line({ line, context }: { line: DeviceLine; context: PageContext }) {
  const { words, language, principal } = context;
  const mayChange = principal !== null && mayOpen(principal, '/devices/:id');
  const { device, points, isOnline, lastSeen, troubles } = line;
  const isActive = device.state === 'active';
  return (
    <li>
      <span class="line-name">
        {mayChange ? (
          <a class="record-name" href={`/devices/${encodeURIComponent(device.id)}`}>
            {points.map(({ name }) => name).join(', ') || device.name}
          </a>
        ) : (
          <b>{points.map(({ name }) => name).join(', ') || device.name}</b>
        )}
        <small>
          {line.place}, {device.id}
        </small>
      </span>
      {isActive && isOnline && troubles.length > 0 ? (
        troubles.map(({ kind, sinceText, hint }) => (
          <>
            <TroubleChip text={`${words[`trouble_${kind}`]}, ${words.since(sinceText)}`} />
            <p class="trouble-hint">{hint[language]}</p>
          </>
        ))
      ) : isActive && isOnline ? (
        <span class="sign">
          <Icon name="check" />
          <span>{words.listening}</span>
        </span>
      ) : (
        <span class={isActive ? 'chip chip-clock' : 'chip'}>
          <Icon name="radio" size={16} />
          <span>
            {isActive
              ? lastSeen === null
                ? words.neverHeard
                : words.silentSince(lastSeen)
              : words[`deviceState_${device.state}`]}
          </span>
        </span>
      )}
    </li>
  );
}

/** The code was right; now the fingerprint, with one's own eyes, and where it hangs. */
function Approve({ context, form, places }: Pick<DevicesProps, 'context' | 'form' | 'places'>) {
  const { words } = context;
  return (
    <form method="post" action="/devices/approve">
      <input type="hidden" name="csrf" value={context.csrf ?? ''} />
      <Fingerprint words={words} typed={form} />
      <div class="field">
        <label for="placeId">{words.place}</label>
        <select id="placeId" name="placeId">
          {places.map((place) => (
            <option value={place.id} selected={place.id === form.placeId}>
              {place.name}
            </option>
          ))}
        </select>
      </div>
      {form.known && form.known.length > 0 && (
        <div class="field">
          <label for="deviceId">{words.replaces}</label>
          <select id="deviceId" name="deviceId">
            <option value="">{words.replacesNew}</option>
            {form.known.map(({ id, name }) => (
              <option value={id} selected={id === form.deviceId}>
                {words.replacesKnown(name)}
              </option>
            ))}
          </select>
        </div>
      )}
      <ReaderName words={words} typed={form} />
      <div class="field">
        <label for="direction">{words.direction}</label>
        <select id="direction" name="direction">
          {directions.map((direction) => (
            <option value={direction} selected={direction === 'toggle'}>
              {words[`direction_${direction}`]}
            </option>
          ))}
        </select>
      </div>
      <label class="tick">
        <input type="checkbox" name="door" value="yes" checked />
        <span>{words.opensDoor}</span>
      </label>
      <button class="button primary" type="submit">
        {words.sameFingerprint}
      </button>
    </form>
  );
}
