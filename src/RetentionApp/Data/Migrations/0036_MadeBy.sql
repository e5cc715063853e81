ALTER TABLE redemptions ADD COLUMN made_by TEXT NULL;
