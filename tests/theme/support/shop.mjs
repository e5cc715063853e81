// The shop that the tests render for: what Liquid's global objects hold.
import { fileURLToPath } from "node:url";
import { renderBlock } from "../../../src/RetentionApp.DevStore/Theme/render.mjs";
import { extensionDir } from "../build.mjs";

export { extensionDir };
export const languages = ["en", "ru", "de", "fr", "es", "ja", "ar"];
export const blocks = ["balance", "launcher", "product-points", "referral", "review-stars", "reviews", "rewards", "tier-progress", "ways-to-earn"];

/** A name as somebody may type it who wishes the shop ill. */
export const hostile = `</script><img src=x onerror="alert(1)">' " {{ 7 | times: 7 }} \u2028<b>R&D</b>`;

export const programme = (changes = {}) => ({
  v: 1, on: true, currency: "GBP", unit: 100, path: "/apps/retention", basis: "points",
  earn: { points: "5", per: "1", rounding: "down", first: 100, tax: true, products: [], campaigns: [], tiers: { gold: "1.5" } },
  word: {}, value: { points: 500, amount: "5.00" },
  rewards: [
    { id: 1, kind: "amount_off", name: { en: "£5 off", ru: "Скидка 5 £" }, cost: 500 },
    { id: 2, kind: "free_shipping", name: { en: "Free shipping", ru: "Бесплатная доставка" }, cost: 2000 },
  ],
  ways: [{ id: "signup", kind: "signup", points: 100 }, { id: "visit", kind: "custom", name: { en: "Visit us", ru: "Зайдите к нам" }, points: 20 }],
  tiers: [{ id: "silver", name: { en: "Silver", ru: "Серебро" }, from: 0 }, { id: "gold", name: { en: "Gold", ru: "Золото" }, from: 1000 }, { id: "platinum", name: { en: "Platinum", ru: "Платина" }, from: 2000 }],
  birthday: true, referrals: false, reviews: false, ...changes,
});

const field = (type, value) => ({ type, value });

export const member = (changes = {}) => ({
  id: 7, first_name: "Anna",
  metafields: {
    "$app:loyalty": {
      balance: field("number_integer", 1240), pending: field("number_integer", 57), tier: field("single_line_text_field", "gold"), tier_name: field("single_line_text_field", "Gold"),
      tier_progress: field("json", { next: "platinum", name: "Platinum", missing: 260, basis: "points", by: "2026-12-31" }), ...changes,
    },
  },
});

export const product = (changes = {}) => {
  const variants = changes.variants ?? [{ id: 11, price: 3800, taxable: true }, { id: 12, price: 4250, taxable: true }];
  return { id: 101, title: "White glass vase", vendor: "Finch", tags: ["glass"], collections: [{ id: 77 }], variants, selected_or_first_available_variant: variants[0], "gift_card?": false, metafields: {}, ...changes };
};

/** Global objects for one page view. */
export const context = ({ locale = "en", customer = null, programme: offered = programme(), editor = false, page = "product", product: shown = product(), currency = "GBP", root = "/", path = "/products/vase", taxed = false } = {}) => ({
  now: "2026-11-22T12:00:00Z",
  shop: { name: "Calm Home", currency: "GBP", money_format: "£{{amount}}", taxes_included: taxed },
  cart: { currency: { iso_code: currency } },
  request: { locale: { iso_code: locale }, page_type: page, path, design_mode: editor },
  routes: { root_url: root, cart_url: "/cart", account_login_url: "/account/login", account_register_url: "/account/register" },
  app: { metafields: offered ? { loyalty: { programme: field("json", offered) } } : {} },
  customer, product: page === "product" ? shown : null,
});

export const render = async (block, asked = {}, settings = {}) => (await renderBlock({ extensionDir, block, settings, context: context(asked) })).html;

/** The block without the wrapper that Shopify puts around it. */
export const inside = (html) => html.replace(/^<div id="shopify-block[^>]*>([\s\S]*)<\/div>$/, "$1").trim();

export const file = (name) => fileURLToPath(new URL("../" + name, import.meta.url));
