CREATE TABLE theme_pushes (
  shop_id {big} NOT NULL,
  due_at {time} NULL,
  installation TEXT NULL,
  path TEXT NULL,
  pushed TEXT NULL,
  pushed_at {time} NULL,
  attempts INTEGER NOT NULL,
  error TEXT NULL,
  PRIMARY KEY (shop_id)
);
CREATE INDEX theme_pushes_due ON theme_pushes (due_at) WHERE due_at IS NOT NULL;
INSERT INTO theme_pushes (shop_id, due_at, attempts) SELECT id, installed_at, 0 FROM shops WHERE uninstalled_at IS NULL;
