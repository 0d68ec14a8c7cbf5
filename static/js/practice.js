// The practice question: grids to type into, and what goes wrong with a request is said. Checking is
// htmx; without JavaScript the same form does the same work.

import { markLive } from "./live.js";
import { watchMatrices } from "./matrix.js";
import { watchRequests } from "./problem.js";

watchRequests();
watchMatrices();
markLive();
