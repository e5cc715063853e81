CREATE TABLE customer_figures (
  shop_id {big} NOT NULL,
  customer_id {big} NOT NULL,
  orders {big} NOT NULL,
  spent {big} NOT NULL,
  last_order_at {time} NOT NULL,
  PRIMARY KEY (shop_id, customer_id)
);
CREATE INDEX customer_figures_spent ON customer_figures (shop_id, spent, customer_id);
CREATE INDEX customer_figures_orders ON customer_figures (shop_id, orders, customer_id);
CREATE INDEX customer_figures_last ON customer_figures (shop_id, last_order_at, customer_id);
