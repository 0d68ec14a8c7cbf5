// The workbench: the editor over the text area, problems at their lines, a preview as somebody
// types. Checking and saving are htmx; without JavaScript the same form does the same work.

import { createDocumentEditor } from "../vendor/codemirror-6.43.15.MIT.min.js";
import { findKept, forget, keep } from "./keep.js";
import { markLive } from "./live.js";
import { watchRequests } from "./problem.js";

const form = document.querySelector("[data-desk]");
const area = form.querySelector("textarea");
const key = `${location.pathname}text`;
const revision = () => Number(form.querySelector("[data-revision]").value);
const opened = new Map();
let sent = area.value;
let editor = null;

function edited(text) {
  area.value = text;
  keep(key, revision(), text);
  document.querySelector("#saved").textContent = "not saved yet";
  document.querySelector("#keystroke").dispatchEvent(new CustomEvent("edited"));
}

function mount(place) {
  const [hint, label] = ["#text-hint", "#text-label"].map((name) => form.querySelector(name));
  const kept = findKept(key, revision());
  const isKept = typeof kept === "string" && kept !== area.value;
  editor = createDocumentEditor({
    parent: place,
    text: isKept ? kept : area.value,
    nonce: place.dataset.nonce,
    // A region that scrolls has to be reachable, which checkers tell by the attribute.
    attributes: { "aria-labelledby": label.id, "aria-describedby": hint.id, tabindex: "0" },
    onChange: edited,
  });
  area.hidden = true;
  hint.hidden = false;
  label.addEventListener("click", () => editor.focus());
  if (isKept) edited(kept);
}

function showProblems() {
  const links = [...form.querySelectorAll("#problems [data-line]")];
  editor.showProblems(
    links.map(({ dataset }) => ({ line: Number(dataset.line), words: dataset.words })),
  );
}

function afterSettle() {
  for (const [id, isOpen] of opened) {
    const details = document.getElementById(id);
    if (details) details.open = isOpen;
  }
  showProblems();
}

watchRequests();
form.querySelectorAll("[data-editor]").forEach(mount);
showProblems();
markLive();

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-line]");
  if (link) {
    event.preventDefault();
    editor.goTo(Number(link.dataset.line));
  }
  if (event.target.closest("[data-forget]")) forget(key);
});
// Enter in a field of the preview presses the button beside it, and not the form's first one.
document.addEventListener("keydown", (event) => {
  const button = event.key === "Enter" && event.target.dataset?.press;
  if (button) {
    event.preventDefault();
    document.getElementById(button).click();
  }
  if (event.key === "s" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    document.querySelector("#save").click();
  }
});
document.addEventListener("toggle", ({ target }) => {
  if (target.matches("details[data-keep]")) opened.set(target.id, target.open);
}, true);
document.addEventListener("htmx:beforeRequest", ({ target }) => {
  if (target.id === "save" || target.name === "over") sent = area.value;
});
document.addEventListener("htmx:afterSettle", () => {
  const place = document.querySelector("#saved");
  if (place.dataset.saved === "saved") {
    delete place.dataset.saved;
    if (area.value === sent) forget(key);
    else edited(area.value);
  }
  afterSettle();
});
