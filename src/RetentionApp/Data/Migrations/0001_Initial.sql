CREATE TABLE data_protection_keys (
  id {id},
  name TEXT NOT NULL,
  xml TEXT NOT NULL
);

CREATE TABLE shops (
  id {id},
  domain TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  email TEXT NULL,
  currency TEXT NOT NULL,
  time_zone TEXT NOT NULL,
  locale TEXT NOT NULL,
  plan TEXT NULL,
  storefront_url TEXT NULL,
  scopes TEXT NOT NULL,
  sealed_tokens TEXT NULL,
  access_expires_at {time} NULL,
  refresh_expires_at {time} NULL,
  installed_at {time} NOT NULL,
  uninstalled_at {time} NULL,
  reconciled_until {time} NULL,
  wipe_asked_at {time} NULL
);

CREATE TABLE shop_settings (
  shop_id {big} NOT NULL,
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (shop_id, name)
);

CREATE TABLE customers (
  shop_id {big} NOT NULL,
  id {big} NOT NULL,
  email TEXT{bytewise} NULL,
  phone TEXT NULL,
  first_name TEXT NULL,
  last_name TEXT{bytewise} NULL,
  search_text TEXT{bytewise} NOT NULL,
  locale TEXT NULL,
  state TEXT NULL,
  tags TEXT NOT NULL,
  has_email_consent {bool} NOT NULL,
  created_at {time} NULL,
  updated_at {time} NOT NULL,
  deleted_at {time} NULL,
  merged_into {big} NULL,
  PRIMARY KEY (shop_id, id)
);
CREATE INDEX customers_email ON customers (shop_id, email);

CREATE TABLE orders (
  shop_id {big} NOT NULL,
  id {big} NOT NULL,
  name TEXT NOT NULL,
  customer_id {big} NULL,
  email TEXT NULL,
  currency TEXT NOT NULL,
  total {big} NOT NULL,
  refunded {big} NOT NULL,
  created_at {time} NOT NULL,
  processed_at {time} NOT NULL,
  updated_at {time} NOT NULL,
  triggered_at {time} NULL,
  paid_at {time} NULL,
  cancelled_at {time} NULL,
  deleted_at {time} NULL,
  fulfilled_at {time} NULL,
  delivered_at {time} NULL,
  financial_status TEXT NOT NULL,
  fulfillment_status TEXT NULL,
  is_test {bool} NOT NULL,
  facts TEXT NOT NULL,
  PRIMARY KEY (shop_id, id)
);
CREATE INDEX orders_customer ON orders (shop_id, customer_id, processed_at);
CREATE INDEX orders_processed ON orders (shop_id, processed_at);

CREATE TABLE refunds (
  shop_id {big} NOT NULL,
  id {big} NOT NULL,
  order_id {big} NOT NULL,
  created_at {time} NULL,
  facts TEXT NOT NULL,
  PRIMARY KEY (shop_id, id)
);
CREATE INDEX refunds_order ON refunds (shop_id, order_id, id);

CREATE TABLE payments (
  shop_id {big} NOT NULL,
  id {big} NOT NULL,
  order_id {big} NOT NULL,
  paid_at {time} NOT NULL,
  PRIMARY KEY (shop_id, id)
);
CREATE INDEX payments_order ON payments (shop_id, order_id);

CREATE TABLE products (
  shop_id {big} NOT NULL,
  id {big} NOT NULL,
  title TEXT NOT NULL,
  handle TEXT NULL,
  vendor TEXT NULL,
  product_type TEXT NULL,
  tags TEXT NOT NULL,
  image_url TEXT NULL,
  status TEXT NULL,
  updated_at {time} NOT NULL,
  deleted_at {time} NULL,
  PRIMARY KEY (shop_id, id)
);

CREATE TABLE timeline (
  id {id},
  shop_id {big} NOT NULL,
  customer_id {big} NOT NULL,
  kind TEXT NOT NULL,
  subject {big} NULL,
  data TEXT NULL,
  at {time} NOT NULL
);
CREATE INDEX timeline_customer ON timeline (shop_id, customer_id, id);

CREATE TABLE deliveries (
  id {row},
  shop_id {big} NOT NULL,
  webhook_id TEXT NOT NULL,
  topic TEXT NOT NULL,
  event_id TEXT NULL,
  api_version TEXT NULL,
  triggered_at {time} NULL,
  received_at {time} NOT NULL,
  state INTEGER NOT NULL,
  attempts INTEGER NOT NULL,
  next_at {time} NULL,
  handled_at {time} NULL,
  note TEXT NULL,
  body {blob} NULL
);
CREATE UNIQUE INDEX deliveries_webhook ON deliveries (shop_id, webhook_id);
CREATE INDEX deliveries_due ON deliveries (next_at, id) WHERE state = 0;
CREATE INDEX deliveries_state ON deliveries (shop_id, state, id);
CREATE INDEX deliveries_handled ON deliveries (handled_at) WHERE state <> 0;

CREATE TABLE order_refetches (
  shop_id {big} NOT NULL,
  order_id {big} NOT NULL,
  reason TEXT NOT NULL,
  asked INTEGER NOT NULL,
  attempts INTEGER NOT NULL,
  next_at {time} NOT NULL,
  error TEXT NULL,
  PRIMARY KEY (shop_id, order_id)
);
CREATE INDEX order_refetches_due ON order_refetches (next_at);

CREATE TABLE history_imports (
  id {id},
  shop_id {big} NOT NULL,
  state INTEGER NOT NULL,
  from_at {time} NULL,
  bulk_id TEXT NULL,
  bulk_url TEXT NULL,
  expected {big} NOT NULL,
  customers {big} NOT NULL,
  orders {big} NOT NULL,
  refetched {big} NOT NULL,
  failed {big} NOT NULL,
  position INTEGER NOT NULL,
  attempts INTEGER NOT NULL,
  error TEXT NULL,
  started_at {time} NOT NULL,
  phase_started_at {time} NOT NULL,
  next_at {time} NOT NULL,
  finished_at {time} NULL
);
CREATE INDEX history_imports_shop ON history_imports (shop_id, id);

CREATE TABLE privacy_requests (
  id {id},
  shop_id {big} NOT NULL,
  kind INTEGER NOT NULL,
  customer_id {big} NULL,
  request_id TEXT NULL,
  requested_at {time} NOT NULL,
  done_at {time} NULL,
  export TEXT NULL
);
CREATE INDEX privacy_requests_shop ON privacy_requests (shop_id, id);

CREATE TABLE programmes (
  shop_id {big} NOT NULL,
  version INTEGER NOT NULL,
  settings TEXT NOT NULL,
  created_at {time} NOT NULL,
  created_by TEXT NOT NULL,
  PRIMARY KEY (shop_id, version)
);

CREATE TABLE accounts (
  id {id},
  shop_id {big} NOT NULL,
  customer_id {big} NOT NULL,
  available {big} NOT NULL,
  pending {big} NOT NULL,
  debt {big} NOT NULL,
  lifetime {big} NOT NULL,
  next_change_at {time} NULL,
  closed_at {time} NULL,
  created_at {time} NOT NULL
);
CREATE UNIQUE INDEX accounts_customer ON accounts (shop_id, customer_id);
CREATE INDEX accounts_next_change ON accounts (next_change_at) WHERE next_change_at IS NOT NULL;

CREATE TABLE ledger_entries (
  id {id},
  shop_id {big} NOT NULL,
  account_id {big} NOT NULL,
  kind INTEGER NOT NULL,
  points {big} NOT NULL,
  lifetime {big} NOT NULL,
  source TEXT NOT NULL,
  subject {big} NULL,
  note TEXT NULL,
  occurred_at {time} NOT NULL,
  posted_at {time} NOT NULL
);
CREATE UNIQUE INDEX ledger_entries_source ON ledger_entries (shop_id, source);
-- Holds all that a shopper's history shows: an account's entries lie scattered over the table.
CREATE INDEX ledger_entries_account ON ledger_entries (shop_id, account_id, occurred_at, id, kind, points, subject, note);

CREATE TABLE lots (
  entry_id {big} PRIMARY KEY,
  shop_id {big} NOT NULL,
  account_id {big} NOT NULL,
  order_id {big} NULL,
  points {big} NOT NULL,
  remaining {big} NOT NULL,
  available_at {time} NOT NULL,
  expires_at {time} NULL
);
CREATE INDEX lots_open ON lots (shop_id, account_id) WHERE remaining > 0;

CREATE TABLE lot_moves (
  id {id},
  shop_id {big} NOT NULL,
  account_id {big} NOT NULL,
  entry_id {big} NULL,
  lot_id {big} NULL,
  points {big} NOT NULL,
  at {time} NOT NULL
);
CREATE INDEX lot_moves_account ON lot_moves (shop_id, account_id, entry_id);

CREATE TABLE order_awards (
  shop_id {big} NOT NULL,
  order_id {big} NOT NULL,
  account_id {big} NULL,
  programme_version INTEGER NOT NULL,
  points {big} NOT NULL,
  eligible {big} NOT NULL,
  entries INTEGER NOT NULL,
  available_at {time} NOT NULL,
  PRIMARY KEY (shop_id, order_id)
);

CREATE TABLE rewards (
  id {id},
  shop_id {big} NOT NULL,
  kind INTEGER NOT NULL,
  name TEXT NULL,
  cost {big} NOT NULL,
  amount {big} NOT NULL,
  currency TEXT NOT NULL,
  minimum_subtotal {big} NULL,
  valid_days INTEGER NULL,
  combines_with_product {bool} NOT NULL,
  combines_with_order {bool} NOT NULL,
  combines_with_shipping {bool} NOT NULL,
  is_active {bool} NOT NULL,
  created_at {time} NOT NULL
);
CREATE INDEX rewards_shop ON rewards (shop_id, id);

CREATE TABLE redemptions (
  id {id},
  shop_id {big} NOT NULL,
  account_id {big} NOT NULL,
  customer_id {big} NOT NULL,
  reward_id {big} NOT NULL,
  idempotency_key TEXT NOT NULL,
  title TEXT NOT NULL,
  cost {big} NOT NULL,
  amount {big} NOT NULL,
  currency TEXT NOT NULL,
  minimum_subtotal {big} NULL,
  combines INTEGER NOT NULL,
  code TEXT NOT NULL,
  discount_id TEXT NULL,
  state INTEGER NOT NULL,
  created_at {time} NOT NULL,
  issued_at {time} NULL,
  expires_at {time} NULL,
  used_at {time} NULL,
  used_by_order {big} NULL,
  attempts INTEGER NOT NULL,
  next_at {time} NULL,
  lease_until {time} NULL,
  error TEXT NULL
);
CREATE UNIQUE INDEX redemptions_key ON redemptions (shop_id, customer_id, idempotency_key);
CREATE UNIQUE INDEX redemptions_code ON redemptions (shop_id, code);
CREATE INDEX redemptions_account ON redemptions (shop_id, account_id, id);
CREATE INDEX redemptions_due ON redemptions (next_at) WHERE state = 0;

CREATE TABLE daily_figures (
  shop_id {big} NOT NULL,
  day {day} NOT NULL,
  orders {big} NOT NULL,
  customers {big} NOT NULL,
  returning_customers {big} NOT NULL,
  revenue {big} NOT NULL,
  member_revenue {big} NOT NULL,
  points_earned {big} NOT NULL,
  points_spent {big} NOT NULL,
  rewards_used {big} NOT NULL,
  PRIMARY KEY (shop_id, day)
);
