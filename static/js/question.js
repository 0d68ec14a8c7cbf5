// The question page: drafts are saved as typed, the clock counts, refused requests are said.
// Checking itself is htmx; without JavaScript the same form does the same work.

import { watchDrafts } from "./autosave.js";
import { watchClock } from "./clock.js";
import { watchMatrices } from "./matrix.js";
import { watchRequests } from "./problem.js";

watchRequests();
watchDrafts();
watchMatrices();
watchClock();
