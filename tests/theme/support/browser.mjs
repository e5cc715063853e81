// One page in one window: the launcher as Liquid drew it, the panel behind it, a shop that answers what a test says.
import { JSDOM } from "jsdom";
import { render } from "./shop.mjs";

const { window } = new JSDOM("<!doctype html><html><body></body></html>", { url: "https://calm.example/products/vase", pretendToBeVisual: true });
const globals = ["document", "HTMLElement", "customElements", "sessionStorage", "navigator", "getSelection", "location", "MutationObserver", "addEventListener", "Event", "AbortController"];
for (const name of globals) Object.defineProperty(globalThis, name, { configurable: true, get: () => (typeof window[name] === "function" && !window[name].prototype ? window[name].bind(window) : window[name]) });
// What the stand-in for a browser lacks: dialogs that open.
Object.assign(window.HTMLDialogElement.prototype, {
  showModal() { this.setAttribute("open", ""); },
  close() { this.removeAttribute("open"); },
});
export const copied = [];
Object.defineProperty(window.navigator, "clipboard", { configurable: true, value: { writeText: async (text) => { copied.push(text); } } });
export { window };

export const tick = (ms = 0) => new Promise((done) => setTimeout(done, ms));

/** Waits until <found> finds something; says what was there when it never does. */
export const until = async (found, what = "") => {
  for (let round = 0; round < 300; round++) {
    const it = found();
    if (it) return it;
    await tick(5);
  }
  throw new Error(`never came: ${what || found}`);
};

/** A shop with these answers: by "METHOD /path" a body, {status, body, headers}, an Error for no answer, or a function of the request's body. */
export const answering = (answers) => {
  const asked = [];
  globalThis.fetch = async (url, { method = "GET", body } = {}) => {
    const path = new URL(url, "https://calm.example").pathname.replace(/^.*\/apps\/retention/, "");
    const sent = body ? JSON.parse(body) : undefined;
    asked.push({ what: `${method} ${path}`, url, body: sent });
    let answer = answers[`${method} ${path}`];
    if (typeof answer === "function") answer = answer(sent, asked);
    if (answer === undefined || answer instanceof Error) throw answer ?? new Error(`nobody answers ${method} ${path}`);
    const { status = 200, body: text = answer, headers = {} } = typeof answer.status === "number" ? answer : {};
    return new Response(typeof text === "string" ? text : JSON.stringify(text), { status, headers });
  };
  return asked;
};

/** The page with its launcher, and the panel opened. */
export const opened = async (asked, settings = {}) => {
  document.body.innerHTML = await render("launcher", asked, settings);
  const { default: panelOf } = await import("../../../extension-config/loyalty-theme-src/panel.js");
  await import("../../../extension-config/loyalty-theme-src/launcher.js");
  const host = document.querySelector("retention-launcher");
  const panel = panelOf(host);
  host.panel = Promise.resolve(panel);
  const root = host.shadowRoot;
  root.querySelector("link").onload();
  root.querySelector("a.open").click();
  await until(() => root.querySelector("dialog[open] section, dialog[open] [role=alert]"), "an open panel");
  return {
    host, root,
    text: () => root.querySelector("dialog").textContent.replace(/\s+/g, " "),
    button: (name, within = root) => [...within.querySelectorAll("dialog button, dialog a, dialog summary, button, a")].find((one) => one.textContent.trim() === name || one.getAttribute("aria-label") === name),
    spoken: () => root.querySelector(".ear").textContent,
  };
};
