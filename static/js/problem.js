// Says what went wrong with a request, above the answers; what was typed stays in its fields.

const UNREACHED = {
  title: "The server did not answer",
  detail: "What you typed is kept here.",
  action: "Try again when you are back online.",
};
export const REFUSED = {
  title: "This did not work",
  detail: "What you typed is kept here.",
  action: "Reload the page and try again.",
};
const BUSY = {
  title: "The service is very busy",
  detail: "What you typed is kept here.",
  action: "Wait a few seconds and try again.",
};

/** Show a problem: `title`, `detail`, and perhaps `action` and `link` with `href` and `words`. */
export function showProblem({ title, detail, action, link }) {
  const place = document.querySelector("#problem");
  const words = `${detail} ${action ?? ""}`.trim();
  // Saying the same again would interrupt a screen reader every second.
  if (!place || place.textContent.startsWith(`${title}. ${words}`)) return;
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
  place.replaceChildren(box);
}

/** Take the problem away. */
export function clearProblem() {
  document.querySelector("#problem")?.replaceChildren();
}

/** Watch the requests that htmx makes. */
export function watchRequests() {
  for (const lost of ["htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(lost, () => showProblem(UNREACHED));
  }
  document.addEventListener("htmx:beforeSwap", ({ detail }) => {
    const { status } = detail.xhr;
    if (status < 400) return;
    // A refusal of ours says where it goes; anything else is a whole page, which fits nowhere.
    if (detail.xhr.getResponseHeader("HX-Retarget")) return;
    detail.shouldSwap = false;
    showProblem(status === 503 || status === 429 ? BUSY : REFUSED);
  });
}
