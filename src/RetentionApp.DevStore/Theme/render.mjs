// Renders the blocks of a theme app extension, and the Liquid pages of an app proxy, as a Shopify theme does.
import { createHash } from "node:crypto";
import { extensionOf } from "./extension.mjs";
import { HOST } from "./host.mjs";
import { objectsOf } from "./objects.mjs";
import { pageEngine, withDecimals } from "./engine.mjs";

/**
 * Renders one block as it stands in a shop's page, with the wrapper that Shopify puts around it.
 * @param {object} asked
 * @param {string} asked.extensionDir folder of the extension (assets, blocks, locales, snippets)
 * @param {string} asked.block name of the file in blocks/, without .liquid
 * @param {object} [asked.settings] what the merchant set; what is missing takes the schema's default
 * @param {object} [asked.context] Liquid's global objects: shop, customer, product, cart, request, routes, app, localization …
 *   and, for the stand-in only, `now` (ISO time that "now" means) and `asset_base` (address in front of an asset's hash and name)
 * @param {string} [asked.id] the block's id
 * @returns {Promise<{html: string, javascript: string|null, stylesheet: string|null, schema: object, available: boolean}>}
 *   html is empty when available_if says no; javascript and stylesheet are the addresses of the files that the schema names.
 * @throws when the Liquid is wrong: unknown filter, tag, snippet or asset.
 */
export async function renderBlock({ extensionDir, block, settings = {}, context = {}, id }) {
  const extension = extensionOf(extensionDir);
  const { template, schema } = extension.block(block);
  const globals = globalsOf(context, extension);
  const designs = context.request?.design_mode === true;
  const blockId = id ?? createHash("sha256").update(block).digest("hex").slice(0, 16);
  const scope = {
    block: {
      id: blockId, type: `shopify://apps/retention/blocks/${block}/loyalty-theme`, settings: { ...defaults(schema, context), ...settings },
      shopify_attributes: designs ? ` data-shopify-editor-block='{"id":"${blockId}","type":"${block}"}'` : "",
    },
    section: { id: "main" },
  };
  const head = { javascript: address(extension, schema.javascript, context), stylesheet: address(extension, schema.stylesheet, context) };
  if (schema.available_if && (await extension.engine.parseAndRender(schema.available_if, {}, { globals })).trim() !== "true") return { html: "", ...head, schema, available: false };
  const inside = await extension.engine.render(template, scope, { globals });
  const html = `<div id="shopify-block-${blockId}" class="shopify-block shopify-app-block"${scope.block.shopify_attributes}>${inside}</div>`;
  return { html, ...head, schema, available: true };
}

/** What the theme editor shows of every block: {name: schema}, with texts translated for `locale` (schema locale files). */
export function blockSchemas(extensionDir, locale = "en") {
  const extension = extensionOf(extensionDir);
  return Object.fromEntries(extension.blocks().map((name) => [name, extension.translated(extension.block(name).schema, locale)]));
}

/** A page that an app proxy answered as application/liquid. @returns {Promise<{html: string, layout: boolean}>} */
export async function renderPage({ template, context = {} }) {
  const globals = globalsOf(context, null);
  const html = await pageEngine.parseAndRender(withDecimals(template), {}, { globals });
  return { html, layout: globals[HOST].layout };
}

function globalsOf(context, extension) {
  const globals = objectsOf(context);
  Object.defineProperty(globals, HOST, { value: { context, extension, layout: true }, enumerable: false });
  return globals;
}

function address(extension, name, context) {
  return name ? extension.assetUrl(name, context.asset_base) : null;
}

/** What a setting is worth before anybody touched it. A product setting with autofill takes the page's product. */
function defaults(schema, context) {
  const values = {};
  for (const setting of schema.settings ?? []) {
    if (!setting.id) continue;
    if (setting.autofill && context[setting.type]) values[setting.id] = context[setting.type];
    else if (setting.default !== undefined) values[setting.id] = setting.default;
    else values[setting.id] = setting.type === "checkbox" ? false : ["text", "textarea", "richtext", "html", "url", "liquid"].includes(setting.type) ? "" : null;
  }
  return values;
}
