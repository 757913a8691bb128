/**
 * Programs elsewhere, what happened that they may want to know, what of it goes to which, and each try. An event holds
 * ids and no names, and is gone after a month.
 */
const tables = `
CREATE TABLE webhook_endpoint (
  id text PRIMARY KEY,
  place text REFERENCES place (id) ON DELETE CASCADE,
  url text NOT NULL,
  description text NOT NULL,
  types text NOT NULL,
  algorithm text NOT NULL,
  secret text NOT NULL,
  former_secret text,
  former_until bigint,
  state text NOT NULL,
  why text,
  failing_since bigint,
  held_until bigint NOT NULL,
  succeeded_at bigint,
  made_at bigint NOT NULL
);
CREATE TABLE webhook_event (
  id text PRIMARY KEY,
  type text NOT NULL,
  place text,
  device text,
  member_id text,
  subject text NOT NULL,
  at bigint NOT NULL,
  made_at bigint NOT NULL,
  data text NOT NULL,
  spread smallint NOT NULL
);
CREATE INDEX webhook_event_fresh ON webhook_event (id) WHERE spread = 0;
CREATE INDEX webhook_event_subject ON webhook_event (subject, made_at);
CREATE INDEX webhook_event_made ON webhook_event (made_at);
CREATE INDEX webhook_event_member ON webhook_event (member_id);
CREATE TABLE webhook_delivery (
  endpoint text NOT NULL REFERENCES webhook_endpoint (id) ON DELETE CASCADE,
  event text NOT NULL REFERENCES webhook_event (id) ON DELETE CASCADE,
  state text NOT NULL,
  attempts bigint NOT NULL,
  next_try_at bigint NOT NULL,
  claimed_until bigint NOT NULL,
  PRIMARY KEY (endpoint, event)
);
CREATE INDEX webhook_delivery_due ON webhook_delivery (endpoint, next_try_at) WHERE state = 'pending';
CREATE INDEX webhook_delivery_event ON webhook_delivery (event);
CREATE TABLE webhook_attempt (
  id text PRIMARY KEY,
  endpoint text NOT NULL REFERENCES webhook_endpoint (id) ON DELETE CASCADE,
  event text NOT NULL,
  type text NOT NULL,
  at bigint NOT NULL,
  took_ms bigint NOT NULL,
  status bigint,
  why text,
  said text NOT NULL
);
CREATE INDEX webhook_attempt_endpoint ON webhook_attempt (endpoint, id);
CREATE INDEX webhook_attempt_at ON webhook_attempt (at);
CREATE TABLE webhook_silence (
  device text PRIMARY KEY,
  place text NOT NULL,
  since bigint NOT NULL
);
`;

export const webhooks = {
  name: 'programs elsewhere that are told what happened',
  sqlite: tables,
  postgres: tables.replaceAll(' text', ' text COLLATE "C"'),
};
