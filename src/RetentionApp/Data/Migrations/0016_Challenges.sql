CREATE TABLE challenge_rounds (
  id {id},
  shop_id {big} NOT NULL,
  customer_id {big} NOT NULL,
  challenge_id TEXT NOT NULL,
  since {time} NOT NULL,
  worth {big} NOT NULL,
  points {big} NOT NULL,
  entries INTEGER NOT NULL,
  won_at {time} NOT NULL,
  programme_version INTEGER NOT NULL
);
CREATE INDEX challenge_rounds_customer ON challenge_rounds (shop_id, customer_id, challenge_id, id);
