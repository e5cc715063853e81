// A frame whose content says data-poll is fetched again every two seconds; when the work is over the content says so no more.
const PAUSE = 2000;
const timers = new WeakMap();

export function poll(root) {
  // The work has ended: the whole page has more to say than the frame.
  const arrived = root.querySelector("[data-arrived]");
  if (arrived) { window.Turbo.visit(arrived.dataset.arrived, { action: "replace" }); return; }
  root.querySelectorAll("[data-poll]").forEach((content) => {
    const frame = content.closest("turbo-frame");
    if (!frame || timers.has(content)) return;
    timers.set(content, setTimeout(() => {
      if (!content.isConnected) return;
      if (document.visibilityState === "hidden") { timers.delete(content); setTimeout(() => poll(frame), PAUSE); return; }
      if (frame.src && new URL(frame.src).pathname + new URL(frame.src).search === content.dataset.poll) frame.reload();
      else frame.src = content.dataset.poll;
    }, PAUSE));
  });
}
