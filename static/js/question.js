// Every page of an open attempt: what is typed is saved, the clock counts, other pages are heard,
// refused requests are said. Checking itself is htmx; without JavaScript the same form does the work.

import { meetNewer } from "./autosave.js";
import { watchCalculator } from "./calculator.js";
import { watchClock } from "./clock.js";
import { watchDrafts } from "./drafts.js";
import { watchPresence } from "./heartbeat.js";
import { watchKeys } from "./keys.js";
import { markLive } from "./live.js";
import { watchMatrices } from "./matrix.js";
import { markSaved, watchPalette } from "./palette.js";
import { watchTokens } from "./post.js";
import { watchRequests } from "./problem.js";
import { watchTabs } from "./tabs.js";

const shown = document.querySelector("#attempt")?.dataset.number;

watchTokens();
watchRequests();
watchClock();
watchMatrices();
watchDrafts();
watchTabs((message) => {
  if (message.kind !== "saved") return;
  if (String(message.number) === shown) meetNewer(message);
  const isAnswered = Object.entries(message.texts).some(([name, text]) => name !== "note" && text.trim());
  markSaved(message.number, message.sequence, isAnswered);
});
watchPalette();
watchCalculator();
watchKeys();
watchPresence();
markLive();
