CREATE TABLE api_keys (
  id {id},
  shop_id {big} NOT NULL,
  name TEXT NOT NULL,
  prefix TEXT NOT NULL,
  hash {blob} NOT NULL,
  scopes TEXT NOT NULL,
  created_at {time} NOT NULL,
  created_by TEXT NOT NULL,
  expires_at {time} NULL,
  revoked_at {time} NULL,
  last_used_at {time} NULL
);
CREATE UNIQUE INDEX api_keys_prefix ON api_keys (prefix);
CREATE INDEX api_keys_shop ON api_keys (shop_id, id);

-- Requests that changed something, by the caller's idempotency key: what was asked, and what was answered.
CREATE TABLE api_requests (
  shop_id {big} NOT NULL,
  idempotency_key TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  answer TEXT NULL,
  created_at {time} NOT NULL,
  PRIMARY KEY (shop_id, idempotency_key)
);
CREATE INDEX api_requests_age ON api_requests (created_at);

CREATE INDEX customers_updated ON customers (shop_id, updated_at, id);
CREATE INDEX redemptions_listed ON redemptions (shop_id, id);
