ALTER TABLE history_imports ADD COLUMN orders_bulk_id TEXT NULL;
