CREATE INDEX orders_name ON orders (shop_id, name);
CREATE INDEX customers_search ON customers (shop_id, search_text);
CREATE INDEX customers_last_name ON customers (shop_id, last_name);
CREATE INDEX accounts_owing ON accounts (shop_id, customer_id) WHERE debt > 0;
CREATE INDEX redemptions_created ON redemptions (shop_id, created_at);
CREATE INDEX redemptions_used ON redemptions (shop_id, used_at) WHERE used_at IS NOT NULL;
