import { mkdtempSync, readdirSync, readFileSync, existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

export const root = fileURLToPath(new URL('../../extension-config/', import.meta.url));

/** The UI extensions: folder, manifest as text, and its entries as [module, target]. */
export const extensions = readdirSync(root)
  .filter((folder) => existsSync(join(root, folder, 'shopify.extension.toml')))
  .map((folder) => ({ folder, toml: readFileSync(join(root, folder, 'shopify.extension.toml'), 'utf8') }))
  .filter(({ toml }) => /^type = "ui_extension"$/m.test(toml))
  .map((extension) => ({ ...extension, entries: [...extension.toml.matchAll(/module = "\.\/(.+)"\ntarget = "(.+)"/g)].map((match) => [match[1], match[2]]) }));

const out = mkdtempSync(join(tmpdir(), 'extensions-'));

/** Bundles one entry as Shopify's CLI does; its file, and its sizes in bytes. */
export async function bundle(folder, module) {
  const outfile = join(out, folder, module.replace(/^src\//, '').replace(/\.tsx?$/, '.mjs'));
  await build({ entryPoints: [join(root, folder, module)], outfile, bundle: true, minify: true, format: 'esm', target: 'es2020', jsx: 'automatic', jsxImportSource: 'preact', logLevel: 'silent', legalComments: 'none' });
  const bytes = readFileSync(outfile);
  return { outfile, bytes: bytes.length, gzip: gzipSync(bytes, { level: 9 }).length };
}
