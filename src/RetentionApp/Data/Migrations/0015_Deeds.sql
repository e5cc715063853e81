CREATE TABLE deeds (
  id {id},
  shop_id {big} NOT NULL,
  customer_id {big} NOT NULL,
  deed_id TEXT NOT NULL,
  kind INTEGER NOT NULL,
  key TEXT NOT NULL,
  label TEXT NULL,
  points {big} NOT NULL,
  done_on {day} NOT NULL,
  done_at {time} NOT NULL,
  available_at {time} NOT NULL,
  programme_version INTEGER NOT NULL,
  undone_at {time} NULL,
  undone_by TEXT NULL,
  undo_reason TEXT NULL
);
CREATE UNIQUE INDEX deeds_key ON deeds (shop_id, customer_id, deed_id, key);
CREATE INDEX deeds_customer ON deeds (shop_id, customer_id, id);

CREATE TABLE birthdays (
  shop_id {big} NOT NULL,
  customer_id {big} NOT NULL,
  month_day INTEGER NOT NULL,
  year INTEGER NULL,
  counts_from {day} NOT NULL,
  set_at {time} NOT NULL,
  set_by TEXT NOT NULL,
  PRIMARY KEY (shop_id, customer_id)
);
CREATE INDEX birthdays_day ON birthdays (shop_id, month_day, customer_id);

-- Whose anniversary it is.
CREATE INDEX customers_created ON customers (shop_id, created_at, id);
