const tables = `
CREATE TABLE access_list (
  list text PRIMARY KEY,
  version bigint NOT NULL,
  digest text NOT NULL,
  buckets text NOT NULL,
  jws text NOT NULL
);
CREATE TABLE access_list_card (
  list text NOT NULL,
  uid text NOT NULL,
  bucket smallint NOT NULL,
  body text,
  version bigint NOT NULL,
  PRIMARY KEY (list, uid)
);
CREATE INDEX access_list_card_bucket ON access_list_card (list, bucket);
CREATE INDEX access_list_card_version ON access_list_card (list, version);
CREATE TABLE access_list_version (
  list text NOT NULL,
  version bigint NOT NULL,
  digest text NOT NULL,
  PRIMARY KEY (list, version)
);
CREATE TABLE device_config (
  device text PRIMARY KEY,
  version bigint NOT NULL,
  body text NOT NULL,
  jws text NOT NULL
);
`;

export const access = { name: 'what devices are told', sqlite: tables, postgres: tables };
