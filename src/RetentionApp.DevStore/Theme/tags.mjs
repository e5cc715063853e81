// Shopify's own tags.
import { HOST } from "./host.mjs";

const attribute = (text) => String(text).replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");

const inner = (tag, token, remaining, liquid, end) => {
  tag.templates = [];
  const stream = liquid.parser.parseStream(remaining);
  stream.on(`tag:${end}`, () => stream.stop()).on("template", (template) => tag.templates.push(template)).on("end", () => {
    throw new Error(`tag ${token.getText()} not closed`);
  });
  stream.start();
};

const style = {
  parse(token, remaining) {
    inner(this, token, remaining, this.liquid, "endstyle");
  },
  * render(context, emitter) {
    emitter.write("<style data-shopify>");
    yield this.liquid.renderer.renderTemplates(this.templates, context, emitter);
    emitter.write("</style>");
  },
};

const ACTIONS = {
  customer_login: "account_login_url", create_customer: "account_register_url", product: "cart_add_url", cart: "cart_url", contact: "contact_url", localization: "localization_url",
};

/** {% form 'product', product, class: 'x' %}: an HTML form that posts to the shop, with Shopify's hidden fields. */
const form = {
  parse(token, remaining) {
    const kind = /^\s*['"]([\w-]+)['"]/.exec(token.args);
    if (!kind) throw new Error(`form needs its kind: ${token.getText()}`);
    this.kind = kind[1];
    this.attributes = [...token.args.matchAll(/([\w-]+)\s*:\s*(?:'([^']*)'|"([^"]*)")/g)].map(([, name, one, two]) => [name, one ?? two]);
    inner(this, token, remaining, this.liquid, "endform");
  },
  * render(context, emitter) {
    const action = context.globals.routes?.[ACTIONS[this.kind]] ?? "/";
    emitter.write(`<form method="post" action="${attribute(action)}" accept-charset="UTF-8"${this.attributes.map(([name, value]) => ` ${name}="${attribute(value)}"`).join("")}>`);
    emitter.write(`<input type="hidden" name="form_type" value="${attribute(this.kind)}"><input type="hidden" name="utf8" value="✓">`);
    yield this.liquid.renderer.renderTemplates(this.templates, context, emitter);
    emitter.write("</form>");
  },
};

const forbidden = (name) => ({
  parse() {
    throw new Error(`Liquid syntax error: '${name}' is not allowed in a theme app extension`);
  },
  render() {},
});

export const extensionTags = { style, form, include: forbidden("include"), layout: forbidden("layout"), section: forbidden("section"), sections: forbidden("sections"), content_for: forbidden("content_for") };

export const pageTags = {
  style, form,
  layout: {
    parse(token) {
      this.none = /^\s*none\s*$/.test(token.args);
    },
    render(context) {
      if (this.none) context.globals[HOST].layout = false;
    },
  },
};
