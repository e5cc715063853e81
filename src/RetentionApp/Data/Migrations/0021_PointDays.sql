CREATE TABLE point_days (
  shop_id {big} NOT NULL,
  day {day} NOT NULL,
  kind INTEGER NOT NULL,
  credited {big} NOT NULL,
  debited {big} NOT NULL,
  entries {big} NOT NULL,
  PRIMARY KEY (shop_id, day, kind)
);

CREATE TABLE point_closings (
  shop_id {big} NOT NULL,
  day {day} NOT NULL,
  available {big} NOT NULL,
  pending {big} NOT NULL,
  debt {big} NOT NULL,
  difference {big} NOT NULL,
  at {time} NOT NULL,
  PRIMARY KEY (shop_id, day)
);

-- How far the days are counted, over all shops: entries are written in the order of their ids.
INSERT INTO shop_settings (shop_id, name, value) VALUES (0, 'points.counted', '0');

CREATE INDEX accounts_available ON accounts (shop_id, available, customer_id);
