// Makes the loyalty page quicker; without this file every part of it still works.
(() => {
  "use strict";
  const wait = (ms) => new Promise((done) => setTimeout(done, ms));
  const keep = "retention-last-balance";

  class Loyalty {
    constructor(host) {
      // A browser without declarative shadow roots leaves the template where it was.
      const template = host.querySelector("template");
      if (!host.shadowRoot && template) host.attachShadow({ mode: "open" }).append(template.content.cloneNode(true));
      this.root = host.shadowRoot;
      this.page = this.root.querySelector(".ra");
      this.panel = this.root.querySelector("[data-ra-panel]");
      this.live = this.root.querySelector(".ra-live");
      this.root.addEventListener("submit", (event) => { this.redeem(event); this.cancelCode(event); this.earn(event); });
      this.root.addEventListener("input", (event) => this.slide(event.target));
      this.root.addEventListener("click", (event) => this.click(event));
      this.root.addEventListener("keydown", (event) => {
        const open = event.key === "Escape" && event.target.closest("details[open]");
        if (open) this.close(open);
      });
      this.enhance();
    }

    address(path, extra = {}) {
      const query = new URLSearchParams(extra);
      if (this.page.dataset.raLocale) query.set("locale", this.page.dataset.raLocale);
      return this.page.dataset.raPrefix + path + (query.size ? "?" + query : "");
    }

    enhance() {
      for (const button of this.root.querySelectorAll("[data-ra-copy], [data-ra-cancel]")) button.hidden = false;
      for (const code of this.root.querySelectorAll("[data-ra-poll]")) this.poll(code.dataset.raPoll);
      for (const slider of this.root.querySelectorAll("[data-ra-slider]")) {
        const range = slider.querySelector("[type=range]");
        range.hidden = false;
        this.slide(range);
      }
      this.remember();
      this.apply();
      this.carry();
    }

    // The code of a returning customer goes into the cart by itself; the button beside it does the same without this file.
    async apply() {
      const box = this.root.querySelector("[data-ra-apply]");
      if (!box) return;
      try {
        const answer = await fetch(box.dataset.raApply, { redirect: "follow" });
        if (answer.ok) box.querySelector("[data-ra-applied]").hidden = false;
      } catch { /* The button is still there. */ }
    }

    // An invitation stays with the cart, and the button leads into the shop instead of to the cart.
    async carry() {
      const box = this.root.querySelector("[data-ra-remember]");
      if (!box) return;
      try {
        const answer = await fetch(this.page.dataset.raRoot + "/cart/update.js", {
          method: "POST",
          headers: { "Content-Type": "application/json", Accept: "application/json" },
          body: JSON.stringify({ attributes: { [box.dataset.raRemember]: box.dataset.raValue } }),
        });
        if (!answer.ok) return;
        const button = box.querySelector("[data-ra-home]");
        button.addEventListener("click", (event) => {
          event.preventDefault();
          location.assign(button.dataset.raHome);
        });
      } catch { /* The form does it. */ }
    }

    // Slider and number say the same; the words beside them what it brings.
    slide(field) {
      const slider = field.closest("[data-ra-slider]");
      if (!slider) return;
      for (const other of slider.querySelectorAll("input")) if (other !== field) other.value = field.value;
      const money = new Intl.NumberFormat(this.page.lang, { style: "currency", currency: slider.dataset.raCurrency });
      const isChoice = slider.querySelector("[type=number]").validity.valid;
      slider.querySelector("[data-ra-worth]").textContent = isChoice ? money.format(Number(field.value) * Number(slider.dataset.raPer)) : "–";
    }

    // The last balance seen in this tab, for the day on which the shop cannot be asked.
    remember() {
      try {
        const hero = this.root.querySelector("[data-ra-balance]");
        if (hero) sessionStorage.setItem(keep, JSON.stringify({ points: hero.dataset.raBalance, at: Date.now() }));
        if (this.root.querySelector("[data-ra-guest]")) sessionStorage.removeItem(keep);
        const down = this.root.querySelector("[data-ra-unavailable]");
        const last = down && JSON.parse(sessionStorage.getItem(keep));
        if (!last) return;
        const text = down.querySelector("[data-ra-last-text]");
        text.textContent = down.dataset.raLast.replace("{0}", last.points).replace("{1}", new Date(last.at).toLocaleString(this.page.lang));
        text.hidden = false;
      } catch { /* Storage may be forbidden; then nothing is remembered. */ }
    }

    click(event) {
      const copy = event.target.closest("[data-ra-copy]");
      if (copy) this.copy(copy);
      const cancel = event.target.closest("[data-ra-cancel]");
      if (cancel) this.close(cancel.closest("details"));
    }

    close(details) {
      details.open = false;
      details.querySelector("summary").focus();
    }

    async copy(button) {
      try {
        await navigator.clipboard.writeText(button.dataset.raCopy);
        const before = button.innerHTML;
        button.textContent = this.page.dataset.raCopied;
        this.say(this.page.dataset.raCopied);
        await wait(2000);
        button.innerHTML = before;
        this.say("");
      } catch {
        const code = button.closest(".ra-actions").previousElementSibling.querySelector("[data-ra-code-text]");
        getSelection().selectAllChildren(code);
      }
    }

    // For ears alone, unless nothing else on the page says it.
    say(text, isShown = false) {
      this.live.classList.toggle("ra-live-shown", isShown);
      this.live.textContent = text;
    }

    // One wish of a form: its button rests meanwhile, and what went wrong stands beside it. Answers the code of a refusal.
    async wish(form, path, body, done) {
      const button = form.querySelector("[type=submit]");
      const error = form.querySelector("[data-ra-error]");
      button.disabled = true;
      error.hidden = true;
      try {
        const answer = await fetch(this.address(path), {
          method: "POST",
          headers: { "Content-Type": "application/json", Accept: "application/json" },
          body: JSON.stringify(body),
        });
        const said = await answer.json();
        if (!answer.ok) throw new Refusal(said);
        await done(said);
        return null;
      } catch (problem) {
        error.textContent = problem instanceof Refusal ? problem.message : this.page.dataset.raFailed;
        error.hidden = false;
        button.disabled = false;
        return problem.code;
      }
    }

    async redeem(event) {
      const form = event.target.closest("[data-ra-redeem]");
      if (!form) return;
      event.preventDefault();
      const { points, choiceId, cart } = form.elements;
      const wish = {
        rewardId: Number(form.dataset.raReward),
        idempotencyKey: form.dataset.raKey,
        points: points ? Number(points.value) : undefined,
        choiceId: choiceId ? Number(choiceId.value) : undefined,
        cart: cart ? await this.cart() : undefined,
      };
      const refused = await this.wish(form, "/loyalty/redeem", wish, async (said) => {
        await this.refresh(form.dataset.raKey);
        if (said.code) this.say(this.page.dataset.raCode.replace("{0}", said.code));
      });
      // What the shop refused is over and paid back; asking again is a new wish. Of a lost answer nobody knows.
      if (refused === "refused_by_shop") form.dataset.raKey = form.dataset.raKey.replace(/\.\w+$/, "") + "." + Date.now().toString(36);
    }

    // What the goods in the cart come to; codes take nothing off gift cards. Without an answer the cart counts as unknown.
    async cart() {
      try {
        const answer = await fetch(new URL("../../cart.js", location.origin + this.page.dataset.raPrefix + "/"));
        const cart = await answer.json();
        return { total: cart.items.reduce((sum, item) => sum + (item.gift_card ? 0 : item.final_line_price), 0), currency: cart.currency };
      } catch {
        return undefined;
      }
    }

    cancelCode(event) {
      const form = event.target.closest("[data-ra-cancel-code]");
      if (!form) return;
      event.preventDefault();
      this.wish(form, "/loyalty/redemptions/" + form.dataset.raCancelCode + "/cancel", {}, async (said) => {
        await this.refresh("");
        this.say(said.status === "cancelled" ? this.page.dataset.raCancelled : this.page.dataset.raCancelling, true);
      });
    }

    // A birthday, or a link that brings points: the page behind it opens at once, in the click itself.
    earn(event) {
      const form = event.target.closest("[data-ra-birthday], [data-ra-deed]");
      if (!form) return;
      event.preventDefault();
      const isDeed = form.hasAttribute("data-ra-deed");
      if (isDeed) window.open(form.dataset.raUrl, "_blank", "noopener");
      const { month, day, year } = Object.fromEntries(new FormData(form));
      const path = isDeed ? "/loyalty/deeds/" + encodeURIComponent(form.dataset.raDeed) : "/loyalty/birthday";
      this.wish(form, path, isDeed ? {} : { month, day, year }, async (said) => {
        await this.refresh("");
        this.say(said.message, true);
      });
    }

    async refresh(key) {
      const answer = await fetch(this.address("/panel", { just: key }));
      if (!answer.ok) throw new Error(String(answer.status));
      this.panel.innerHTML = await answer.text();
      this.enhance();
      const fresh = this.panel.querySelector("[data-ra-new]");
      if (!fresh) return;
      fresh.focus({ preventScroll: true });
      fresh.scrollIntoView({ block: "center", behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
    }

    async poll(key) {
      for (const seconds of [1, 2, 2, 3, 5, 5, 10, 10, 20, 30, 30, 60, 60]) {
        await wait(seconds * 1000);
        try {
          const answer = await fetch(this.address("/loyalty/redemptions/" + encodeURIComponent(key)));
          const body = await answer.json();
          if (answer.ok && body.status === "pending") continue;
          await this.refresh(key);
          this.say(answer.ok ? (body.code ? this.page.dataset.raCode.replace("{0}", body.code) : body.title) : body.title + ". " + body.detail, !answer.ok);
          return;
        } catch { /* The connection may come back before the next question. */ }
      }
    }
  }

  class Refusal extends Error {
    constructor(problem) {
      super(problem.title + ". " + problem.detail);
      this.code = problem.code;
    }
  }

  for (const host of document.querySelectorAll("retention-loyalty")) new Loyalty(host);
})();
