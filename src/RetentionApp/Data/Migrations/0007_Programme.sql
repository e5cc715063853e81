ALTER TABLE order_awards ADD COLUMN terms TEXT NULL;
ALTER TABLE accounts ADD COLUMN blocked_at {time} NULL;
ALTER TABLE accounts ADD COLUMN active_at {time} NULL;

CREATE TABLE customer_tiers (
  shop_id {big} NOT NULL,
  customer_id {big} NOT NULL,
  level_id TEXT NULL,
  since {time} NOT NULL,
  until {time} NULL,
  manual_until {time} NULL,
  standing {big} NOT NULL,
  evaluated_at {time} NOT NULL,
  PRIMARY KEY (shop_id, customer_id)
);
CREATE INDEX customer_tiers_level ON customer_tiers (shop_id, level_id, customer_id);
