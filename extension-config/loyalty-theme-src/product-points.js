// Keeps "Earn 190 points" in step with the variant and the quantity that are chosen on the product page.
import { pointsFor, worthOf } from "./points.js";
import { wordsOf } from "./words.js";

if (!customElements.get("retention-points")) {
  customElements.define("retention-points", class extends HTMLElement {
    connectedCallback() {
      const script = this.querySelector("script");
      if (!script) return;
      this.known = JSON.parse(script.textContent);
      this.stop = new AbortController();
      const { signal } = this.stop;
      // Themes tell of a choice in their own ways and times: a change of the form, a new address, a hidden field set by a script.
      const soon = () => { for (const wait of [0, 150, 600]) setTimeout(() => this.follow(), wait); };
      for (const kind of ["change", "input", "click"]) document.addEventListener(kind, soon, { signal, passive: true });
      addEventListener("popstate", soon, { signal });
      const form = this.form();
      if (form) {
        this.watch = new MutationObserver(() => this.follow());
        this.watch.observe(form, { subtree: true, attributeFilter: ["value"] });
      }
      this.follow();
    }

    /** Made with the first choice: formats cost a phone more time than everything else here. */
    get words() {
      return (this.spoken ??= wordsOf(this.known, this.known.lang));
    }

    disconnectedCallback() {
      this.stop?.abort();
      this.watch?.disconnect();
    }

    /** The form that buys this product: the nearest whose variant is one of its own. */
    form() {
      for (let place = this.parentElement; place; place = place.parentElement)
        for (const form of place.querySelectorAll('form[action*="/cart/add"]')) if (form.elements.id && form.elements.id.value in this.known.prices) return form;
      return null;
    }

    follow() {
      if (!this.isConnected) return;
      const { prices, terms, value, currency } = this.known;
      const fields = this.form()?.elements;
      const asked = new URLSearchParams(location.search).get("variant");
      const variant = fields ? fields.id.value : asked in prices ? asked : this.known.variant;
      const quantity = Math.max(1, Math.floor(Number(fields?.quantity?.value)) || 1);
      // What Liquid drew stands until another choice is made.
      const choice = variant + "×" + quantity;
      if (choice === (this.choice ?? this.known.variant + "×1")) return;
      this.choice = choice;
      const points = pointsFor(prices[variant], quantity, terms);
      const worth = value ? worthOf(points, value) : 0;
      this.hidden = points <= 0;
      this.put("[data-said]", this.words.say("said", this.words.points(points)));
      this.put("[data-worth]", worth > 0 && this.words.say("worth", this.words.money(worth, currency)));
    }

    put(where, text) {
      const element = this.querySelector(where);
      if (!element) return;
      element.hidden = !text;
      if (text) element.textContent = text;
    }
  });
}
