// Pages of one attempt in one browser tell each other what they saved; and every tab has a name.

const attempt = () => document.querySelector("#attempt")?.dataset.attempt ?? "";
const NAME = "examcenter:tab";
let channel = null;
let name = "";

const newName = () => Array.from(crypto.getRandomValues(new Uint8Array(8)), (n) => n.toString(16)).join("");

function remember(made) {
  name = made;
  try {
    sessionStorage.setItem(NAME, made);
  } catch {
    // A new name for each page, then.
  }
}

/** Return the name of this tab, the same on all of its pages. */
export function tabName() {
  if (!name) {
    let kept = null;
    try {
      kept = sessionStorage.getItem(NAME);
    } catch {
      // As above.
    }
    remember(kept ?? newName());
  }
  return name;
}

/** Tell the other tabs something. */
export function tell(message) {
  channel?.postMessage({ ...message, tab: tabName() });
}

/** Listen to the other tabs. */
export function watchTabs(onMessage) {
  if (!("BroadcastChannel" in window) || !attempt()) return;
  channel = new BroadcastChannel(`examcenter-${attempt()}`);
  channel.addEventListener("message", ({ data }) => {
    // A copied tab brings the name of the first along, which stays the first's.
    if (data.kind === "hello" && data.tab === tabName()) channel.postMessage({ kind: "taken", tab: name });
    else if (data.kind === "taken" && data.tab === name) remember(newName());
    else onMessage(data);
  });
  tell({ kind: "hello" });
}
