ALTER TABLE shops ADD COLUMN seen_at {time} NULL;
