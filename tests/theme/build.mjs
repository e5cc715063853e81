// Builds the scripts of the theme extension from extension-config/loyalty-theme-src. `npm run build` writes them; the tests compare.
import { build } from "esbuild";
import { fileURLToPath } from "node:url";

const source = fileURLToPath(new URL("../../extension-config/loyalty-theme-src/", import.meta.url));
export const extensionDir = fileURLToPath(new URL("../../extension-config/loyalty-theme/", import.meta.url));

/** The scripts as they belong into assets/, by file name. */
export const scripts = async () => {
  const built = await Promise.all([["launcher.js", "iife"], ["panel.js", "esm"], ["product-points.js", "iife"]].map(([name, format]) =>
    build({ entryPoints: [source + name], outfile: extensionDir + "assets/" + name, bundle: true, minify: true, format, target: "es2020", charset: "utf8", tsconfigRaw: {}, legalComments: "none", write: false })));
  return Object.fromEntries(built.map(({ outputFiles: [file] }) => [file.path.split("/").at(-1), file.text]));
};

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { writeFile } = await import("node:fs/promises");
  for (const [name, text] of Object.entries(await scripts())) await writeFile(extensionDir + "assets/" + name, text);
}
