CREATE TABLE point_imports (
  id {id},
  shop_id {big} NOT NULL,
  state INTEGER NOT NULL,
  name TEXT NOT NULL,
  preset TEXT NULL,
  encoding TEXT NOT NULL,
  delimiter TEXT NOT NULL,
  headers TEXT NOT NULL,
  columns TEXT NOT NULL,
  is_day_first {bool} NOT NULL,
  is_target {bool} NOT NULL,
  keeps_waiting {bool} NOT NULL,
  is_again {bool} NOT NULL,
  rows {big} NOT NULL,
  position {big} NOT NULL,
  given {big} NOT NULL,
  waiting {big} NOT NULL,
  failed {big} NOT NULL,
  repeated {big} NOT NULL,
  points_given {big} NOT NULL,
  points_taken {big} NOT NULL,
  problems TEXT NULL,
  attempts INTEGER NOT NULL,
  error TEXT NULL,
  created_at {time} NOT NULL,
  created_by TEXT NOT NULL,
  phase_started_at {time} NOT NULL,
  next_at {time} NOT NULL,
  started_by TEXT NULL,
  finished_at {time} NULL,
  undone_at {time} NULL,
  undone_by TEXT NULL
);
CREATE INDEX point_imports_shop ON point_imports (shop_id, id);
CREATE INDEX point_imports_due ON point_imports (next_at) WHERE state IN (2, 4, 8);

CREATE TABLE point_import_parts (
  shop_id {big} NOT NULL,
  import_id {big} NOT NULL,
  number INTEGER NOT NULL,
  body {blob} NOT NULL,
  PRIMARY KEY (shop_id, import_id, number)
);

CREATE TABLE point_import_rows (
  shop_id {big} NOT NULL,
  content TEXT{bytewise} NOT NULL,
  import_id {big} NOT NULL,
  line {big} NOT NULL,
  state INTEGER NOT NULL,
  customer_id {big} NULL,
  points {big} NOT NULL,
  lifetime {big} NOT NULL,
  email TEXT{bytewise} NULL,
  wish TEXT NULL,
  cells TEXT NULL,
  problem TEXT NULL,
  PRIMARY KEY (shop_id, content, import_id)
);
CREATE INDEX point_import_rows_import ON point_import_rows (shop_id, import_id, state, line);
CREATE INDEX point_import_rows_email ON point_import_rows (shop_id, email) WHERE email IS NOT NULL;
