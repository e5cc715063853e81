ALTER TABLE point_imports ADD COLUMN tiers_set {big} NOT NULL DEFAULT 0;
ALTER TABLE point_imports ADD COLUMN birthdays_set {big} NOT NULL DEFAULT 0;
ALTER TABLE point_import_rows ADD COLUMN tier TEXT NULL;
