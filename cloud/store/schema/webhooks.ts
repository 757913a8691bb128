import type {
  Algorithm,
  EndpointState,
  EventType,
  WhyNotTaken,
  WhyStopped,
} from '../../ports/webhook-endpoints.ts';

/** Programs elsewhere that are told what happened. Times are epoch ms. */
export interface WebhookTables {
  /** `place` null: of the whole installation. `types`: JSON, or `*`. Secrets are closed by a key outside the store. */
  webhook_endpoint: {
    id: string;
    place: string | null;
    url: string;
    description: string;
    types: string;
    algorithm: Algorithm;
    secret: string;
    former_secret: string | null;
    former_until: number | null;
    state: EndpointState;
    why: WhyStopped | null;
    failing_since: number | null;
    /** It asked to be left alone until then; 0: it did not. */
    held_until: number;
    succeeded_at: number | null;
    made_at: number;
  };
  /** `subject`: what it is about, so that the next word about it can be compared with the last. `data`: JSON. */
  webhook_event: {
    id: string;
    type: EventType;
    place: string | null;
    device: string | null;
    member_id: string | null;
    subject: string;
    at: number;
    made_at: number;
    data: string;
    /** 0: nobody has looked yet to whom it goes. */
    spread: number;
  };
  webhook_delivery: {
    endpoint: string;
    event: string;
    state: 'pending' | 'delivered' | 'failed';
    attempts: number;
    next_try_at: number;
    /** Somebody is sending it, until then; 0: nobody. */
    claimed_until: number;
  };
  webhook_attempt: {
    id: string;
    endpoint: string;
    event: string;
    type: EventType | 'webhook.ping';
    at: number;
    took_ms: number;
    /** Null: there was no answer, for the reason of `why`. */
    status: number | null;
    why: WhyNotTaken | null;
    said: string;
  };
  /** Devices that programs were told are silent. */
  webhook_silence: { device: string; place: string; since: number };
}
