ALTER TABLE customer_tiers ADD COLUMN due_at {time} NULL;
ALTER TABLE customer_tiers ADD COLUMN warned_for {time} NULL;
ALTER TABLE customer_tiers ADD COLUMN reached_by {big} NULL;
ALTER TABLE customer_tiers ADD COLUMN before_level_id TEXT NULL;
ALTER TABLE customer_tiers ADD COLUMN before_since {time} NULL;
ALTER TABLE customer_tiers ADD COLUMN before_until {time} NULL;
CREATE INDEX customer_tiers_due ON customer_tiers (due_at) WHERE due_at IS NOT NULL;

-- With the order's id a customer's orders are found without reading the orders themselves.
DROP INDEX orders_customer;
CREATE INDEX orders_customer ON orders (shop_id, customer_id, processed_at, id);
CREATE INDEX customers_merged ON customers (shop_id, merged_into) WHERE merged_into IS NOT NULL;

CREATE TABLE tier_runs (
  id {id},
  shop_id {big} NOT NULL,
  reason INTEGER NOT NULL,
  state INTEGER NOT NULL,
  proposal TEXT NULL,
  version INTEGER NOT NULL,
  position {big} NOT NULL,
  expected {big} NOT NULL,
  done {big} NOT NULL,
  up {big} NOT NULL,
  down {big} NOT NULL,
  falling {big} NOT NULL,
  attempts INTEGER NOT NULL,
  error TEXT NULL,
  started_by TEXT NOT NULL,
  started_at {time} NOT NULL,
  finished_at {time} NULL,
  next_at {time} NOT NULL
);
CREATE INDEX tier_runs_shop ON tier_runs (shop_id, id);
CREATE INDEX tier_runs_due ON tier_runs (next_at) WHERE state = 0;
