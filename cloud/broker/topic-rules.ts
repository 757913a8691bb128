import { downFilter, parseDownTopic, parseUpTopic, upFilter } from '../../shared/wire/topic.ts';

/** Who is connected: the aggregator, or the device of that id. */
export type Party =
  | { readonly kind: 'aggregator' }
  | { readonly kind: 'device'; readonly id: string };

interface Outgoing {
  readonly topic: string;
  readonly retain: boolean;
  readonly qos: number;
}

/**
 * A device writes below its own `up/` and reads below its own `down/`, nothing else; the aggregator the reverse
 * for all. Only a device's status is ever retained: a retained command would open doors for ever.
 */
export function mayPublish(party: Party, packet: Outgoing): boolean {
  if (packet.qos > 1) return false;
  if (party.kind === 'aggregator') return parseDownTopic(packet.topic) !== null && !packet.retain;
  const parsed = parseUpTopic(packet.topic);
  return parsed?.device === party.id && (!packet.retain || parsed.kind === 'status');
}

export function maySubscribe(party: Party, filter: string): boolean {
  if (party.kind === 'aggregator') return filter === upFilter || parseUpTopic(filter) !== null;
  return filter === downFilter(party.id) || parseDownTopic(filter)?.device === party.id;
}

/** Asked again for each delivery: a rule that let a filter through too much still leaks nothing. */
export function mayReceive(party: Party, topic: string): boolean {
  if (party.kind === 'aggregator') return parseUpTopic(topic) !== null;
  return parseDownTopic(topic)?.device === party.id;
}
