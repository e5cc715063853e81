ALTER TABLE shops ADD COLUMN points_word TEXT NULL;

CREATE TABLE simulations (
  id {id},
  shop_id {big} NOT NULL,
  state INTEGER NOT NULL,
  month {day} NOT NULL,
  version INTEGER NOT NULL,
  today TEXT NOT NULL,
  draft TEXT NOT NULL,
  expected {big} NOT NULL,
  orders {big} NOT NULL,
  result TEXT NULL,
  error TEXT NULL,
  started_at {time} NOT NULL,
  finished_at {time} NULL,
  lease_until {time} NULL
);
CREATE INDEX simulations_shop ON simulations (shop_id, id);
CREATE INDEX simulations_due ON simulations (id) WHERE state = 0;
