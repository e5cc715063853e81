// The panel behind the launcher: one dialog in the launcher's shadow root, drawn anew from what the shop answered.
import { asking } from "./ask.js";
import { h } from "./dom.js";
import { example } from "./example.js";
import { header } from "./header.js";
import { follow } from "./redeem.js";
import { guest, member } from "./sections.js";
import { wordsOf } from "./words.js";

const kept = "retention-last-balance";

/** @param {HTMLElement} host The launcher, with what Liquid knew in its data attributes. */
export default (host) => {
  const { lang, path, title, css } = host.dataset;
  const words = wordsOf(JSON.parse(host.querySelector("[data-words]").textContent), lang);
  const shown = host.querySelector("[data-example]");
  const panel = {
    host,
    words,
    data: null,
    ask: shown ? example(JSON.parse(shown.textContent)) : asking(path, lang),
    /** Draws the last state again and puts the focus where it belongs. */
    draw: (focused) => show(panel.data ? known() : [() => h("p", { class: "wait" }, words.say("loading"))], focused),
    /** For ears; what eyes see stands in the panel. */
    tell: (text) => live.replaceChildren(text || ""),
    load,
  };

  const heading = h("h2", { id: "title", tabindex: "-1" }, title || words.say("title"));
  const close = h("button", { type: "button", class: "x", "aria-label": words.say("close"), click: () => dialog.close() }, "×");
  const top = h("div", { class: "top" });
  const body = h("div", { class: "body" });
  const live = h("p", { class: "ear", role: "status", "aria-live": "polite" });
  const page = () => h("p", { class: "page" }, h("a", { href: path }, words.say("page")));
  // A click beside the dialog is one on the dialog itself: its content covers it.
  const dialog = h("dialog", { "aria-labelledby": "title", lang, dir: host.dir, click: (event) => event.target === dialog && dialog.close() },
    h("div", { class: "all" }, h("div", { class: "head" }, heading, close, top), body, live));
  const style = h("link", { rel: "stylesheet", href: css });
  const styled = new Promise((done) => { style.onload = style.onerror = done; });
  host.shadowRoot.append(style, dialog);

  const known = () => (panel.data.customer ? member(panel) : guest(panel));
  let drawing = 0;

  /** Makes the parts with a breath in between, so that a slow phone can answer a touch, and then shows them all at once. */
  async function show(parts, focused) {
    const mine = ++drawing;
    const made = [];
    let since = performance.now();
    for (const make of [() => header(panel, panel.data), ...parts]) {
      made.push(make());
      if (performance.now() - since < 8) continue;
      await new Promise((done) => setTimeout(done));
      since = performance.now();
    }
    if (mine !== drawing) return;
    top.replaceChildren(...made.shift());
    // Only what is new may stand elsewhere than before: nothing that is seen moves.
    body.replaceChildren(...made.filter(Boolean), page());
    const target = focused && body.querySelector(focused);
    if (target) {
      target.focus();
      target.scrollIntoView?.({ block: "nearest" });
    } else if (!dialog.contains(host.shadowRoot.activeElement)) heading.focus();
  }

  function remember(data) {
    try {
      if (!data.customer) sessionStorage.removeItem(kept);
      else sessionStorage.setItem(kept, JSON.stringify({ points: words.points(data.available), at: Date.now() }));
    } catch { /* Storage may be forbidden; then nothing is remembered. */ }
  }

  /** The last balance seen in this tab, else the one that came with the page. */
  function lastKnown() {
    try {
      const last = JSON.parse(sessionStorage.getItem(kept));
      if (last) return last;
    } catch { /* As above. */ }
    return host.dataset.balance ? { points: words.points(Number(host.dataset.balance)), at: performance.timeOrigin } : null;
  }

  async function load(focused, answer = panel.ask("/loyalty/panel")) {
    try {
      panel.data = await answer;
    } catch (problem) {
      await unreachable(problem, focused);
      return;
    }
    if (!shown) remember(panel.data);
    const label = panel.data.customer && host.shadowRoot.querySelector("[data-balance]");
    if (label) label.textContent = words.points(panel.data.available);
    await panel.draw(focused);
    const waiting = panel.data.redemptions?.find((one) => one.state === "pending");
    if (waiting) follow(panel, waiting.key);
  }

  function unreachable(problem, focused) {
    const again = h("button", { type: "button", class: "go", click: () => { panel.tell(words.say("loading")); load(".first"); } }, words.say("again"));
    const last = lastKnown();
    const note = () => h("div", { class: "note", role: "alert" },
      h("p", {}, problem.said || words.say("unreachable")), last && h("p", {}, words.say("last", last.points, words.time(last.at))), again);
    if (problem.wait) {
      again.disabled = true;
      setTimeout(() => { again.disabled = false; }, problem.wait * 1000);
    }
    return show(panel.data ? [note, ...known()] : [note], focused);
  }

  return {
    async open() {
      panel.said = null;
      const answer = panel.ask("/loyalty/panel");
      // Whoever waits for it hears of its failure; until then nobody does.
      answer.catch(() => {});
      for (const make of words.ready) {
        await new Promise((done) => setTimeout(done));
        make();
      }
      await Promise.race([styled, new Promise((done) => setTimeout(done, 1500))]);
      if (!dialog.open) dialog.showModal();
      await panel.draw();
      await load(".first", answer);
    },
  };
};
