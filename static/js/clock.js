// Counts down to the server's deadline by the server's clock, and warns twice without taking the
// focus.

import { flush } from "./autosave.js";
import { showProblem } from "./problem.js";

const WARN_S = [300, 60];

function words(left) {
  const hours = Math.floor(left / 3600);
  const minutes = Math.floor((left % 3600) / 60);
  const seconds = String(left % 60).padStart(2, "0");
  if (hours) return `${hours}:${String(minutes).padStart(2, "0")}:${seconds} left`;
  return `${minutes}:${seconds} left`;
}

/** Start the countdown, where the page has a deadline. */
export function watchClock() {
  const place = document.querySelector("[data-deadline]");
  if (!place) return;
  const announce = document.querySelector("#announce");
  const skew = Date.parse(place.dataset.now) - Date.now();
  const end = Date.parse(place.dataset.deadline);
  const warnings = new Set(WARN_S);
  place.title = place.textContent.trim();
  const tick = () => {
    const left = Math.max(0, Math.ceil((end - Date.now() - skew) / 1000));
    place.textContent = left ? words(left) : "time is over";
    place.classList.toggle("clock--short", left <= WARN_S[0]);
    for (const limit of warnings) {
      if (left > limit) continue;
      warnings.delete(limit);
      // Only when it passes: a page opened later shows the time without a warning.
      if (left > limit - 5) announce.textContent = words(left);
    }
    if (left) return;
    clearInterval(timer);
    flush();
    showProblem({
      title: "The time is over",
      detail: "What was saved counts.",
      link: { href: place.dataset.result, words: place.dataset.resultWords },
    });
  };
  const timer = setInterval(tick, 1000);
  tick();
}
