// Validates every .graphql file of a folder against a schema: node validate.mjs <schema> <folder>
// Prints one line per fault and exits with 1 if there is any.
import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { buildSchema, parse, validate } from "graphql";

const [schemaFile, folder] = process.argv.slice(2);
const schema = buildSchema(readFileSync(schemaFile, "utf8"), { assumeValidSDL: true });
const faults = [];
const files = readdirSync(folder).filter((file) => file.endsWith(".graphql"));
for (const file of files) {
  try {
    const document = parse(readFileSync(join(folder, file), "utf8"));
    faults.push(...validate(schema, document).map((error) => `${file}: ${error.message}`));
    const names = document.definitions.map((definition) => definition.name?.value);
    if (names.length !== 1 || names[0] !== basename(file, ".graphql")) faults.push(`${file}: must hold one operation of the file's name, not ${names}`);
  } catch (error) {
    faults.push(`${file}: ${error.message}`);
  }
}
for (const fault of faults) console.log(fault);
console.log(`${files.length} documents, ${faults.length} faults`);
process.exit(faults.length > 0 ? 1 : 0);
