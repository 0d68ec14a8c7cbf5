// The live room asks every five seconds what has changed, rests while nobody looks at the page, and
// counts the time left by the server's clock. Ticks and focus stay: htmx keeps what has an id.

import { markLive } from "./live.js";
import { clearProblem, watchRequests } from "./problem.js";

const PERIOD_MS = 5000;
const SHORT_S = 5 * 60;

const seats = () => document.querySelector("#seats");
let offset = 0;

function readClock() {
  offset = Number(seats().dataset.now) * 1000 - Date.now();
}

function words(seconds) {
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const shown = parts[0] ? parts : parts.slice(1);
  return shown.map((part, n) => (n ? String(part).padStart(2, "0") : part)).join(":");
}

function tick() {
  const now = (Date.now() + offset) / 1000;
  for (const cell of document.querySelectorAll("[data-deadline]")) {
    const left = Math.max(0, Math.ceil(Number(cell.dataset.deadline) - now));
    cell.textContent = left ? words(left) : seats().dataset.over;
    cell.toggleAttribute("data-short", left < SHORT_S);
  }
}

function refresh() {
  if (!document.hidden) window.htmx.trigger(seats(), "refresh");
}

function showTickAll() {
  const all = document.querySelector("[data-tick-all]");
  if (all) all.hidden = false;
}

document.addEventListener("change", ({ target }) => {
  if (target.matches("#sort")) target.form.requestSubmit();
  if (!target.matches("[data-tick-all]")) return;
  for (const box of document.querySelectorAll("[name=attempt]")) box.checked = target.checked;
});
document.addEventListener("visibilitychange", refresh);
document.addEventListener("htmx:afterSettle", () => {
  readClock();
  showTickAll();
  tick();
});

document.addEventListener("htmx:afterRequest", ({ detail }) => {
  if (detail.successful) clearProblem();
});

watchRequests();
readClock();
showTickAll();
tick();
setInterval(tick, 1000);
setInterval(refresh, PERIOD_MS);
markLive();
