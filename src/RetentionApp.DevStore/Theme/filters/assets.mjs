// Addresses and tags of files. Attributes are escaped.
import { hostOf } from "../host.mjs";

const attribute = (text) => String(text ?? "").replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
const options = (args) => Object.fromEntries(args.filter(Array.isArray));
const attributes = (values) => Object.entries(values).map(([name, value]) => ` ${name}="${attribute(value)}"`).join("");

function imageUrl(image, ...args) {
  const source = typeof image === "string" ? image : image?.src ?? image?.featured_image?.src ?? image?.preview_image?.src;
  if (!source) throw new Error("image_url needs an image");
  const { width, height, crop, format } = options(args);
  if (!width && !height) throw new Error("image_url needs a width or a height");
  const query = new URLSearchParams(Object.entries({ width, height, crop, format }).filter(([, value]) => value !== undefined).map(([name, value]) => [name, String(value)]));
  return `${source}${source.includes("?") ? "&" : "?"}${query}`;
}

export const assetFilters = {
  asset_url(name) {
    const { context, extension } = hostOf(this);
    if (!extension) throw new Error("asset_url needs an extension");
    return extension.assetUrl(String(name), context.asset_base);
  },
  inline_asset_content(name) { return hostOf(this).extension.asset(String(name)); },
  stylesheet_tag(url, ...args) { return `<link href="${attribute(url)}" rel="stylesheet" type="text/css"${attributes({ media: "all", ...options(args) })} />`; },
  script_tag(url) { return `<script src="${attribute(url)}" type="text/javascript"></script>`; },
  preload_tag(url, ...args) { return `<link href="${attribute(url)}" rel="preload"${attributes(options(args))}>`; },
  image_url: imageUrl,
  image_tag(url, ...args) { return `<img src="${attribute(url)}"${attributes({ alt: "", loading: "lazy", ...options(args) })}>`; },
  link_to(text, url, ...args) { return `<a href="${attribute(url)}"${attributes(options(args))}>${text}</a>`; },
  placeholder_svg_tag(name, style = "") { return `<svg class="placeholder-svg ${attribute(style)}" viewBox="0 0 525 525" role="img" aria-label="${attribute(name)}"><rect width="525" height="525" fill="#e3e5df"/></svg>`; },
};
