// The button in the corner. It is a link to the loyalty page until this runs; the panel behind it is fetched when first opened.
if (!customElements.get("retention-launcher")) {
  customElements.define("retention-launcher", class extends HTMLElement {
    connectedCallback() {
      // A browser without declarative shadow roots, and the theme editor, leave the template where it was.
      const template = this.querySelector("template");
      if (!this.shadowRoot && template) this.attachShadow({ mode: "open" }).append(template.content.cloneNode(true));
      const link = this.shadowRoot.querySelector("a");
      link.setAttribute("aria-haspopup", "dialog");
      link.onclick = (event) => this.open(event);
    }

    async open(event) {
      // Whoever asks for a new tab gets the loyalty page in it.
      if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
      event.preventDefault();
      try {
        this.panel ??= import(this.dataset.panel).then((module) => module.default(this));
        await (await this.panel).open();
      } catch {
        location.assign(this.dataset.path);
      }
    }
  });

  document.addEventListener("click", (event) => {
    if (event.target.closest?.("[data-retention-open]")) document.querySelector("retention-launcher")?.open(event);
  });
}
