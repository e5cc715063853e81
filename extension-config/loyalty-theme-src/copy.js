import { h } from "./dom.js";

/** A button that copies a text and says so. */
export const copy = ({ words, tell }, text) => h("button", {
  type: "button",
  class: "go",
  async click({ currentTarget: button }) {
    try {
      await navigator.clipboard.writeText(text);
      button.textContent = words.say("copied");
      tell(words.say("copied"));
      setTimeout(() => { button.textContent = words.say("copy"); }, 2000);
    } catch {
      // Without leave to copy, the code is marked for the shopper's own keys.
      const shown = button.closest("li, section")?.querySelector("[data-code]");
      if (shown) getSelection().selectAllChildren(shown);
    }
  },
}, words.say("copy"));
