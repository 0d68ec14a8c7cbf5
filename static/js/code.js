// The code page: the editor over the text area, drafts saved as typed, the clock. Submitting and
// the live verdict are htmx; without JavaScript the text area and the form do the same work.

import { createEditor } from "../vendor/codemirror-6.43.15.MIT.min.js";
import { changed, watchDrafts } from "./autosave.js";
import { watchClock } from "./clock.js";
import { watchRequests } from "./problem.js";

function mount(place) {
  const area = place.querySelector("textarea");
  const label = document.querySelector("#editor-label");
  const hint = document.querySelector("#editor-hint");
  const editor = createEditor({
    parent: place,
    text: area.value,
    nonce: place.dataset.nonce,
    isReadOnly: area.readOnly,
    attributes: { "aria-labelledby": label.id, "aria-describedby": hint.id },
    onChange: (text) => {
      area.value = text;
      changed();
    },
  });
  area.hidden = true;
  hint.hidden = area.readOnly;
  label.addEventListener("click", () => editor.focus());
}

watchRequests();
watchDrafts();
document.querySelectorAll("[data-editor]").forEach(mount);
watchClock();
