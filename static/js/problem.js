// Says what went wrong with a request, above the answers; what was typed stays in its fields.

import { say } from "./words.js";

const place = () => document.querySelector("#problem");

/** Return one of the problems that a page knows by itself: unreached, refused, busy. */
function ownProblem(code) {
  const [title, detail] = [say(`${code}Title`), say(`${code}Detail`)];
  return { code, title, detail };
}

/**
 * Show a problem: one of the page's own by its name, or `title`, `detail`, and perhaps `action` and
 * `link` with `href` and `words`.
 */
export function showProblem(problem) {
  const { code, title, detail, action, link } =
    typeof problem === "string" ? ownProblem(problem) : problem;
  const words = `${detail} ${action ?? ""}`.trim();
  // Saying the same again would interrupt a screen reader every second.
  if (!place() || place().textContent.startsWith(`${title}. ${words}`)) return;
  if (place().dataset.code === "closed" && code !== "closed") return;
  const strong = document.createElement("strong");
  strong.textContent = `${title}.`;
  const text = document.createElement("p");
  text.append(strong, ` ${words}`);
  if (link) {
    const anchor = document.createElement("a");
    anchor.href = link.href;
    anchor.textContent = link.words;
    text.append(" ", anchor);
  }
  const box = document.createElement("div");
  box.className = "notice notice--wrong";
  box.append(text);
  place().replaceChildren(box);
  place().dataset.code = code ?? "";
}

/** Take the problem away: the one of this code, or any that does not stay for good. */
export function clearProblem(code) {
  const shown = place()?.dataset.code;
  if (!place() || (code ? shown !== code : shown === "closed")) return;
  place().replaceChildren();
  place().dataset.code = "";
}

/** Watch the requests that htmx makes. */
export function watchRequests() {
  for (const lost of ["htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(lost, () => showProblem("unreached"));
  }
  document.addEventListener("htmx:afterRequest", ({ detail }) => {
    if (detail.successful) clearProblem("unreached");
  });
  document.addEventListener("htmx:beforeSwap", ({ detail }) => {
    const { status } = detail.xhr;
    if (status < 400) return;
    // A refusal of ours says where it goes; anything else is a whole page, which fits nowhere.
    if (detail.xhr.getResponseHeader("HX-Retarget")) return;
    detail.shouldSwap = false;
    showProblem(status === 503 || status === 429 ? "busy" : "refused");
  });
}
