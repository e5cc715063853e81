import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { bundle as write } from '../../extension-config/bundle.mjs';

export { extensions, root } from '../../extension-config/bundle.mjs';

const out = mkdtempSync(join(tmpdir(), 'extensions-'));

/** Bundles one entry; its file, and its sizes in bytes. */
export async function bundle(folder, module) {
  const outfile = await write(folder, module, out);
  const bytes = readFileSync(outfile);
  return { outfile, bytes: bytes.length, gzip: gzipSync(bytes, { level: 9 }).length };
}
