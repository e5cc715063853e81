CREATE TABLE customer_pushes (
  shop_id {big} NOT NULL,
  customer_id {big} NOT NULL,
  due_at {time} NULL,
  pushed TEXT NULL,
  pushed_at {time} NULL,
  attempts INTEGER NOT NULL,
  error TEXT NULL,
  PRIMARY KEY (shop_id, customer_id)
);
CREATE INDEX customer_pushes_due ON customer_pushes (due_at) WHERE due_at IS NOT NULL;

CREATE TABLE standing_codes (
  shop_id {big} NOT NULL,
  level_id TEXT NOT NULL,
  wanted TEXT NULL,
  made TEXT NULL,
  code TEXT NOT NULL,
  segment_id TEXT NULL,
  discount_id TEXT NULL,
  attempts INTEGER NOT NULL,
  next_at {time} NULL,
  error TEXT NULL,
  PRIMARY KEY (shop_id, level_id)
);
CREATE INDEX standing_codes_due ON standing_codes (next_at) WHERE next_at IS NOT NULL;
