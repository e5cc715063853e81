ALTER TABLE payments ADD COLUMN gateway TEXT NULL;
ALTER TABLE payments ADD COLUMN amount {big} NULL;

ALTER TABLE products ADD COLUMN collections_at {time} NULL;

CREATE TABLE watched_collections (
  shop_id {big} NOT NULL,
  id {big} NOT NULL,
  title TEXT NULL,
  products INTEGER NOT NULL,
  refreshed_at {time} NULL,
  attempts INTEGER NOT NULL,
  next_at {time} NOT NULL,
  error TEXT NULL,
  PRIMARY KEY (shop_id, id)
);
CREATE INDEX watched_collections_due ON watched_collections (next_at);

CREATE TABLE collection_products (
  shop_id {big} NOT NULL,
  product_id {big} NOT NULL,
  collection_id {big} NOT NULL,
  PRIMARY KEY (shop_id, product_id, collection_id)
);
CREATE INDEX collection_products_collection ON collection_products (shop_id, collection_id);

CREATE TABLE product_wishes (
  shop_id {big} NOT NULL,
  product_id {big} NOT NULL,
  order_id {big} NOT NULL,
  attempts INTEGER NOT NULL,
  next_at {time} NOT NULL,
  error TEXT NULL,
  PRIMARY KEY (shop_id, product_id, order_id)
);
CREATE INDEX product_wishes_due ON product_wishes (next_at);

CREATE TABLE order_bonuses (
  shop_id {big} NOT NULL,
  order_id {big} NOT NULL,
  kind INTEGER NOT NULL,
  account_id {big} NOT NULL,
  points {big} NOT NULL,
  entries INTEGER NOT NULL,
  PRIMARY KEY (shop_id, order_id, kind)
);
