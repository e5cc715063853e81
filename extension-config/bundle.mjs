// Bundles UI extensions as Shopify's CLI does: for the tests, and for the local stand-in (node bundle.mjs <folder to write to>).
import { cpSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

export const root = fileURLToPath(new URL('.', import.meta.url));

/** The UI extensions: folder, manifest as text, and its entries as [module, target]. */
export const extensions = readdirSync(root)
  .filter((folder) => existsSync(join(root, folder, 'shopify.extension.toml')))
  .map((folder) => ({ folder, toml: readFileSync(join(root, folder, 'shopify.extension.toml'), 'utf8') }))
  .filter(({ toml }) => /^type = "ui_extension"$/m.test(toml))
  .map((extension) => ({ ...extension, entries: [...extension.toml.matchAll(/module = "\.\/(.+)"\ntarget = "(.+)"/g)].map((match) => [match[1], match[2]]) }));

/** @returns The file: src/Page.tsx becomes <out>/<folder>/Page.mjs. */
export async function bundle(folder, module, out) {
  const outfile = join(out, folder, module.replace(/^src\//, '').replace(/\.tsx?$/, '.mjs'));
  await build({ entryPoints: [join(root, folder, module)], outfile, bundle: true, minify: true, format: 'esm', target: 'es2020', jsx: 'automatic', jsxImportSource: 'preact', logLevel: 'silent', legalComments: 'none' });
  return outfile;
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const out = resolve(process.argv[2]);
  for (const { folder, entries } of extensions) {
    for (const [module] of entries) await bundle(folder, module, out);
    cpSync(join(root, folder, 'locales'), join(out, folder, 'locales'), { recursive: true });
  }
}
