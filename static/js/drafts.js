// When what is typed is saved: as it is typed, before a check, on return, and before the page goes.

import { changed, flush, isSame, known, settle } from "./autosave.js";
import { showKeptOther, showOther } from "./elsewhere.js";
import { isTouched, readFields, writeFields } from "./fields.js";
import { forget, readKept } from "./keep.js";
import { showProblem } from "./problem.js";

const form = () => document.querySelector("form[data-draft]");
const isDraft = (node) => node && (node.form ?? node.closest("form")) === form() && form();

/** Put back what was typed when the page was left, unless the server has something later. */
function restoreDraft() {
  const at = form();
  if (!at) return;
  const kept = readKept(at.dataset.keep);
  if (!kept || isSame(kept.answers, readFields(at))) {
    if (isTouched(at)) changed();
    else forget(at.dataset.keep);
  } else if (kept.sequence === known(at) || kept.typedAt > Date.parse(at.dataset.savedAt)) {
    writeFields(at, kept.answers);
    changed();
  } else {
    forget(at.dataset.keep);
    showOther(at, kept.answers, "mine", kept.typedAt, changed);
  }
  showKeptOther(at, changed);
}

function leave(event) {
  if (!isDraft(event.target)) {
    if (!event.target.matches("[data-renew]")) return;
    // Another variant was asked for: what is typed belongs to the old one.
    forget(form()?.dataset.keep);
    settle();
    return;
  }
  if (!navigator.onLine) {
    // The browser would show a page of its own in place of what is typed.
    event.preventDefault();
    showProblem("unreached");
    return;
  }
  settle();
}

/** Watch the page's draft form. */
export function watchDrafts() {
  restoreDraft();
  document.addEventListener("input", ({ target }) => isDraft(target) && changed());
  document.addEventListener("submit", leave);
  // What is checked or run was saved before, so a check that fails loses nothing.
  document.addEventListener("htmx:confirm", (event) => {
    if (!isDraft(event.detail.elt)) return;
    event.preventDefault();
    flush().then(() => event.detail.issueRequest(true));
  });
  addEventListener("online", () => flush());
  addEventListener("focus", () => flush());
  addEventListener("pagehide", () => flush({ isLast: true }));
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") flush({ isLast: true });
  });
}
