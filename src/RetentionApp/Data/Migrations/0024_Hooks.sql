CREATE TABLE hook_endpoints (
  id {id},
  shop_id {big} NOT NULL,
  url TEXT NOT NULL,
  events TEXT NOT NULL,
  sealed_secret TEXT NOT NULL,
  sealed_previous TEXT NULL,
  previous_until {time} NULL,
  is_active {bool} NOT NULL,
  failing_since {time} NULL,
  switched_off_at {time} NULL,
  created_at {time} NOT NULL,
  created_by TEXT NOT NULL
);
CREATE INDEX hook_endpoints_shop ON hook_endpoints (shop_id, id);

-- Shops in which somebody listens, and up to which timeline row they have been told. Empty: nobody reads the timeline.
CREATE TABLE hook_listeners (
  shop_id {big} NOT NULL,
  last_id {big} NOT NULL,
  tells_flow {bool} NOT NULL,
  PRIMARY KEY (shop_id)
);

CREATE TABLE hook_deliveries (
  id {id},
  shop_id {big} NOT NULL,
  endpoint_id {big} NOT NULL,
  event_id TEXT NOT NULL,
  type TEXT NOT NULL,
  body TEXT NOT NULL,
  state INTEGER NOT NULL,
  attempts INTEGER NOT NULL,
  created_at {time} NOT NULL,
  next_at {time} NULL,
  lease_until {time} NULL,
  done_at {time} NULL,
  status INTEGER NULL,
  milliseconds INTEGER NULL,
  note TEXT NULL
);
CREATE UNIQUE INDEX hook_deliveries_event ON hook_deliveries (shop_id, endpoint_id, event_id);
CREATE INDEX hook_deliveries_log ON hook_deliveries (shop_id, endpoint_id, id);
CREATE INDEX hook_deliveries_due ON hook_deliveries (next_at, id) WHERE state = 0;
CREATE INDEX hook_deliveries_done ON hook_deliveries (done_at) WHERE state <> 0;
