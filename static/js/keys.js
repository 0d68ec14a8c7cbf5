// Keys of the question page. Single letters work outside of fields only and can be switched off;
// Alt with Page up or Page down works everywhere, for no browser and no screen reader uses it.

import { recall, remember } from "./keep.js";
import { toggleFlag } from "./palette.js";
import { say } from "./words.js";

const OFF = "examcenter:keys-off";
const FIELDS = "input, textarea, select, [contenteditable=true], summary, [role=slider]";

const dialog = () => document.querySelector("#help");
const isOff = () => recall(OFF) === "1";
const follow = (relation) => document.querySelector(`a[rel="${relation}"]`)?.click();

function toggleTool(name) {
  const tool = document.querySelector(`[data-tool="${name}"]`);
  if (!tool) return;
  tool.open = !tool.open;
  if (tool.open) tool.querySelector("input, textarea")?.focus();
}

const KEYS = {
  n: () => follow("next"),
  p: () => follow("prev"),
  f: toggleFlag,
  m: () => toggleTool("note"),
  c: () => toggleTool("calculator"),
  "?": () => dialog()?.showModal(),
};

function press(event) {
  if (event.ctrlKey || event.metaKey || event.isComposing || document.querySelector("dialog[open]")) return;
  if (event.altKey) {
    const relation = { PageDown: "next", PageUp: "prev" }[event.key];
    if (!relation) return;
    event.preventDefault();
    follow(relation);
    return;
  }
  if (isOff() || event.target.closest(FIELDS) || event.repeat) return;
  const act = KEYS[event.key];
  if (!act) return;
  event.preventDefault();
  act();
}

/** Watch the keyboard, and the dialog that tells the keys. */
export function watchKeys() {
  document.addEventListener("keydown", press);
  for (const button of document.querySelectorAll("[data-help]")) {
    button.hidden = false;
    button.addEventListener("click", () => dialog()?.showModal());
  }
  const button = dialog()?.querySelector("[data-keys-switch]");
  if (!button) return;
  const show = () => {
    button.textContent = say(isOff() ? "keysOn" : "keysOff");
  };
  button.addEventListener("click", () => {
    remember(OFF, isOff() ? "" : "1");
    show();
  });
  show();
}
