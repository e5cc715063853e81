/** Makes an element. Strings become text, never markup; functions listen; null, false and "" leave out. */
export const h = (tag, props, ...kids) => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props || {})) {
    if (typeof value === "function") element.addEventListener(name, value);
    else if (value != null && value !== false) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...kids.flat(9).filter((kid) => kid != null && kid !== false && kid !== ""));
  return element;
};

/** A part that opens: what is inside is made when it is first asked for, so that the panel itself is there sooner. */
export const unfolding = (name, inside) => {
  const part = h("details", {}, h("summary", { click: () => part.children.length < 2 && part.append(inside()) }, name));
  return part;
};

/** An address that a link may have: of this shop or of the web, never a script. */
export const safe = (url) => (/^(https?:\/\/|\/(?!\/))/i.test(url || "") ? url : null);
