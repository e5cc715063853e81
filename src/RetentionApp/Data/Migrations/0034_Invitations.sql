CREATE TABLE invitations (
  shop_id {big} NOT NULL,
  code TEXT NOT NULL,
  customer_id {big} NOT NULL,
  made_at {time} NOT NULL,
  taken_over_at {time} NULL,
  PRIMARY KEY (shop_id, code)
);
CREATE INDEX invitations_customer ON invitations (shop_id, customer_id);
CREATE UNIQUE INDEX invitations_own ON invitations (shop_id, customer_id) WHERE taken_over_at IS NULL;
