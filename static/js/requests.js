// Pages whose only script is htmx: what goes wrong with a request is said.

import { watchRequests } from "./problem.js";

watchRequests();
