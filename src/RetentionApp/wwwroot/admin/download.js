// A file by fetch: a plain link would carry no session token, and cookies are blocked in Shopify's frame.
export async function download(button) {
  if (button.getAttribute("aria-busy") === "true") return;
  button.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(button.dataset.download, { method: (button.dataset.method ?? "get").toUpperCase() });
    if (!answer.ok) throw new Error(`Download answered ${answer.status}`);
    const address = URL.createObjectURL(await answer.blob());
    const link = Object.assign(document.createElement("a"), { href: address, download: button.dataset.name });
    link.click();
    setTimeout(() => URL.revokeObjectURL(address), 60_000);
    if ("reload" in button.dataset) window.Turbo.visit(location.href, { action: "replace" });
  } finally {
    button.removeAttribute("aria-busy");
  }
}
