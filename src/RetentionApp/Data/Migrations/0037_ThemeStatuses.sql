CREATE TABLE theme_statuses (
  shop_id {big} NOT NULL,
  tried_at {time} NOT NULL,
  problem INTEGER NOT NULL,
  read_at {time} NULL,
  theme TEXT NULL,
  is_vintage {bool} NOT NULL,
  is_embed_on {bool} NOT NULL,
  placed TEXT NOT NULL,
  PRIMARY KEY (shop_id)
);
