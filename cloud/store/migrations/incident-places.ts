/** Of what no device told, and concerns one place all the same: staff of that place alone saw nothing of it. */
const tables = (text: string, said: (name: string) => string) => `
ALTER TABLE incident ADD COLUMN place ${text};
UPDATE incident SET place = (SELECT c.place FROM connection c WHERE c.id = ${said('connectionId')})
WHERE kind IN ('blocksForked', 'blocksBroken');
UPDATE incident SET place = (SELECT w.place FROM webhook_endpoint w WHERE w.id = ${said('webhook')})
WHERE kind = 'webhookStopped';
`;

export const incidentPlaces = {
  name: 'places of incidents',
  sqlite: tables('text', (name) => `json_extract(details, '$.${name}')`),
  postgres: tables('text COLLATE "C"', (name) => `details::json ->> '${name}'`),
};
