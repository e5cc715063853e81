// Entry of the admin's pages. Turbo follows links and sends forms by fetch, to which App Bridge adds the session token.
import * as Turbo from "../vendor/turbo.js";
import { copy } from "./copy.js";
import { drawCharts, dropCharts } from "./charts.js";
import { download } from "./download.js";
import { followAdjustment, openDialog, openDialogs } from "./adjust.js";
import { dropPreview, followPreview, showAnother } from "./preview.js";
import { poll } from "./poll.js";
import { pick, searchPicker, unpick } from "./picker.js";
import { addRow, moveRow } from "./rows.js";

// The bar would come late in a frame that Shopify already draws one around.
Turbo.config.drive.progressBarDelay = 400;
Turbo.config.forms.confirm = (message) => Promise.resolve(window.confirm(message));

document.addEventListener("turbo:load", arrive);
document.addEventListener("turbo:render", arrive);
document.addEventListener("turbo:frame-load", (event) => {
  poll(event.target);
  drawCharts();
});
document.addEventListener("turbo:before-cache", leave);
document.addEventListener("turbo:submit-start", dropPreview);
document.addEventListener("turbo:fetch-request-error", () => problem());
document.addEventListener("click", clicked);
document.addEventListener("input", (event) => {
  followPreview(event.target.form);
  followAdjustment(event.target.form);
  searchPicker(event.target);
});

function arrive() {
  openDialogs();
  drawCharts();
  poll(document);
  announce();
  document.querySelector("[data-focus]")?.focus();
}

function leave() {
  dropCharts();
  document.querySelectorAll("dialog[open]").forEach((dialog) => dialog.close());
  document.querySelectorAll("[data-toast]").forEach((note) => note.remove());
}

function clicked(event) {
  const target = event.target.closest("[data-download], [data-copy], [data-dialog], [data-close], [data-another], [data-step], [data-pick], [data-unpick], [data-scopes], [data-add], [data-move]");
  if (!target) return;
  if (target.dataset.download) download(target).catch(problem);
  if (target.dataset.copy) copy(target);
  if (target.dataset.another) showAnother(target);
  if (target.dataset.pick) pick(target);
  if ("unpick" in target.dataset) unpick(target);
  if (target.dataset.scopes) askScopes(target).catch(problem);
  if ("add" in target.dataset) addRow(target);
  if (target.dataset.move) moveRow(target);
  if (target.dataset.step) remember(target.dataset.step);
  if (target.dataset.dialog) {
    event.preventDefault();
    openDialog(document.getElementById(target.dataset.dialog));
  }
  if ("close" in target.dataset) {
    event.preventDefault();
    target.closest("dialog").close();
  }
}

// App Bridge shows what was done in Shopify's own way; without it the note stays on the page.
function announce() {
  const note = document.querySelector("[data-toast]");
  if (!note) return;
  const address = new URL(location.href);
  address.searchParams.delete("done");
  history.replaceState(history.state, "", address);
  if (!window.shopify?.toast?.show) return;
  window.shopify.toast.show(note.dataset.toast);
  note.remove();
}

// A step of the setup guide that is done by following its link.
function remember(step) {
  fetch("/", { method: "POST", body: new URLSearchParams({ step }), keepalive: true, redirect: "manual" }).catch(() => {});
}

// Shopify asks the merchant for an optional permission in a dialog of its own.
async function askScopes(button) {
  const { result } = await window.shopify.scopes.request(button.dataset.scopes.split(","));
  // The grant comes as a message of its own, usually within the second.
  if (result === "granted-all") await new Promise((done) => setTimeout(done, 1000));
  Turbo.visit(location.href, { action: "replace" });
}

function problem() {
  const toast = document.querySelector(".toast");
  if (!toast) return;
  toast.textContent = toast.dataset.problem;
  toast.hidden = false;
  setTimeout(() => { toast.hidden = true; }, 6000);
}
