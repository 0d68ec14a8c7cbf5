// Parts in code: an editor over each text area. Submitting, running the examples and the live
// verdicts are htmx; without JavaScript the text area and the form do the same work.

import { createEditor } from "../vendor/codemirror-6.43.15.MIT.min.js";
import { changed } from "./autosave.js";

const editors = new WeakMap();

function mount(place) {
  if (editors.has(place)) return;
  const area = place.querySelector("textarea");
  const { name } = place.dataset;
  const label = document.querySelector(`#editor-label-${name}`);
  const hint = document.querySelector(`#editor-hint-${name}`);
  const editor = createEditor({
    parent: place,
    text: area.value,
    nonce: place.dataset.nonce,
    isReadOnly: area.readOnly,
    // A text that scrolls is reached by Tab, and says so.
    attributes: { tabindex: "0", "aria-labelledby": label.id, "aria-describedby": hint.id },
    onChange: (text) => {
      if (area.value === text) return;
      area.value = text;
      changed();
    },
  });
  editors.set(place, editor);
  area.hidden = true;
  hint.hidden = area.readOnly;
  area.addEventListener("refilled", () => editor.setText(area.value));
  label.addEventListener("click", () => editor.focus());
}

const mountAll = () => document.querySelectorAll("[data-editor]").forEach(mount);
mountAll();
document.addEventListener("htmx:afterSettle", mountAll);
