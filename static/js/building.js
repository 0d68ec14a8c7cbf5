// Building: says what goes wrong with a request, points at errors, and asks before typing is lost.

import { markLive } from "./live.js";
import { watchMatrices } from "./matrix.js";
import { watchRequests } from "./problem.js";

watchRequests();
watchMatrices();

// A list of errors takes the focus, so that it is read first.
document.querySelector("[data-summary]")?.focus();

const guarded = document.querySelector("form[data-guard]");
if (guarded) {
  let isChanged = guarded.querySelector("[data-summary]") !== null;
  guarded.addEventListener("input", () => (isChanged = true));
  guarded.addEventListener("submit", () => (isChanged = false));
  addEventListener("beforeunload", (event) => {
    if (isChanged) event.preventDefault();
  });
}

markLive();
