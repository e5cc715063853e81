-- Why an entry came to be, beside its kind: a refund and a chargeback both reverse an order.
ALTER TABLE ledger_entries ADD COLUMN cause INTEGER NOT NULL DEFAULT 0;
DROP INDEX ledger_entries_account;
CREATE INDEX ledger_entries_account ON ledger_entries (shop_id, account_id, occurred_at, id, kind, points, subject, note, cause);
CREATE INDEX lots_expiring ON lots (shop_id, expires_at, account_id, remaining) WHERE expires_at IS NOT NULL;
CREATE INDEX shop_settings_name ON shop_settings (name);
CREATE INDEX orders_guest ON orders (shop_id, email) WHERE customer_id IS NULL AND email IS NOT NULL;

CREATE TABLE order_marks (
  shop_id {big} NOT NULL,
  order_id {big} NOT NULL,
  disputed_at {time} NULL,
  claimed_by {big} NULL,
  redacted_at {time} NULL,
  PRIMARY KEY (shop_id, order_id)
);

CREATE TABLE disputes (
  shop_id {big} NOT NULL,
  id {big} NOT NULL,
  order_id {big} NOT NULL,
  status TEXT NOT NULL,
  is_inquiry {bool} NOT NULL,
  initiated_at {time} NOT NULL,
  heard_at {time} NOT NULL,
  PRIMARY KEY (shop_id, id)
);
CREATE INDEX disputes_order ON disputes (shop_id, order_id);

CREATE TABLE redemption_refunds (
  shop_id {big} NOT NULL,
  redemption_id {big} NOT NULL,
  order_id {big} NOT NULL,
  points {big} NOT NULL,
  entries INTEGER NOT NULL,
  PRIMARY KEY (shop_id, redemption_id)
);

CREATE TABLE account_blocks (
  id {id},
  shop_id {big} NOT NULL,
  customer_id {big} NOT NULL,
  from_at {time} NOT NULL,
  until_at {time} NULL,
  reason TEXT NULL,
  blocked_by TEXT NOT NULL,
  lifted_by TEXT NULL
);
CREATE INDEX account_blocks_customer ON account_blocks (shop_id, customer_id, from_at);

CREATE TABLE expiry_warnings (
  shop_id {big} NOT NULL,
  account_id {big} NOT NULL,
  expires_at {time} NOT NULL,
  days INTEGER NOT NULL,
  warned_at {time} NOT NULL,
  PRIMARY KEY (shop_id, account_id, expires_at, days)
);

ALTER TABLE history_imports ADD COLUMN part_rows {big} NOT NULL DEFAULT 0;
ALTER TABLE history_imports ADD COLUMN part_failed {big} NOT NULL DEFAULT 0;
