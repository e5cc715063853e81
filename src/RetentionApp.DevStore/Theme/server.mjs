// The DevStore's renderer: one JSON object per line in, one per line out, in the order they are done. Ends when its input ends.
import { createInterface } from "node:readline";
import { blockSchemas, renderBlock, renderPage } from "./render.mjs";

const ACTS = {
  /** Several blocks of one page; one that fails shows its error in its place, as Shopify does. */
  blocks: ({ extensionDir, context, blocks }) => Promise.all(blocks.map((one) => renderBlock({ extensionDir, context, ...one }).catch((problem) => ({ error: problem.message })))),
  page: renderPage,
  schemas: ({ extensionDir, locale }) => blockSchemas(extensionDir, locale),
};

const input = createInterface({ input: process.stdin, crlfDelay: Infinity });
input.on("line", async (line) => {
  const { id, act, ...asked } = JSON.parse(line);
  let answer;
  try {
    answer = { id, result: await ACTS[act](asked) };
  } catch (problem) {
    answer = { id, error: problem.message };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
});
input.on("close", () => process.exit(0));
