// Saves what is typed into the form[data-draft]: debounced, numbered, retried while offline, and
// kept in this browser until the server has it. Only the server's answer says "saved".

import { findKept, forget, keep } from "./keep.js";
import { REFUSED, clearProblem, showProblem } from "./problem.js";
import { isChanged, putBack } from "./restore.js";

const PAUSE_MS = 600;
const RETRY_MS = [1000, 2000, 5000, 10000, 20000];
// Browsers send no more than this after the page is gone.
const LAST_BYTES = 60000;
const ANSWER = "answer-";

let timer = 0;
let failures = 0;
let sequence = 0;
let isDirty = false;
let inFlight = Promise.resolve();

const form = () => document.querySelector("form[data-draft]");
const state = () => document.querySelector("[data-saved]");
const known = (at) => Math.max(Number(at.dataset.sequence), Number(state()?.dataset.sequence ?? 0));
const typed = (at) => [...new FormData(at)].filter(([name]) => name.startsWith(ANSWER));
const clock = (iso) =>
  new Date(iso).toLocaleTimeString(document.documentElement.lang, { hour12: false });

function show(mood, text) {
  const place = state();
  if (!place) return;
  place.dataset.saved = mood;
  place.textContent = text;
}

async function send(at, isLast) {
  isDirty = false;
  sequence = Math.max(sequence, known(at)) + 1;
  const body = new FormData(at);
  body.set("sequence", sequence);
  const size = typed(at).reduce((sum, [, text]) => sum + text.length, 0);
  show("saving", "saving …");
  let reply;
  let answer;
  try {
    reply = await fetch(at.dataset.draft, {
      method: "POST",
      body,
      headers: { Accept: "application/json" },
      keepalive: isLast && size < LAST_BYTES,
    });
    if (reply.status >= 500 || reply.status === 429) throw new Error(`status ${reply.status}`);
    const isJson = reply.headers.get("Content-Type")?.startsWith("application/json");
    answer = isJson ? await reply.json() : null;
  } catch {
    isDirty = true;
    show("offline", "offline: kept here and sent when you are back");
    schedule(RETRY_MS[Math.min(failures, RETRY_MS.length - 1)]);
    failures += 1;
    return;
  }
  failures = 0;
  if (reply.ok && answer) {
    at.dataset.sequence = answer.sequence;
    if (isDirty) keep(at.dataset.draft, known(at), typed(at));
    else forget(at.dataset.draft);
    show("saved", `saved ${clock(answer.saved_at)}`);
    markRail();
    clearProblem();
  } else {
    show("refused", "not saved");
    showProblem(answer ?? REFUSED);
  }
}

function markRail() {
  document
    .querySelector(".rail__item--new[aria-current]")
    ?.classList.replace("rail__item--new", "rail__item--saved");
}

function schedule(delay) {
  clearTimeout(timer);
  timer = setTimeout(flush, delay);
}

/** Save now what is unsaved. Saves follow each other, so their order on the server is ours. */
export function flush({ isLast = false } = {}) {
  clearTimeout(timer);
  const at = form();
  if (at && isDirty) inFlight = inFlight.then(() => (isDirty ? send(at, isLast === true) : null));
  return inFlight;
}

/** Tell that something in the form changed. */
export function changed() {
  const at = form();
  if (!at) return;
  isDirty = true;
  keep(at.dataset.draft, known(at), typed(at));
  schedule(PAUSE_MS);
}

function restore(at) {
  if (putBack(at, findKept(at.dataset.draft, known(at)))) isDirty = true;
  isDirty ||= isChanged(at, ANSWER);
  if (isDirty) changed();
}

function showLocalTime() {
  const moment = state()?.querySelector("time");
  if (moment) moment.textContent = clock(moment.dateTime);
}

/** Watch the page's draft form. */
export function watchDrafts() {
  const at = form();
  if (at) restore(at);
  showLocalTime();
  document.documentElement.dataset.live = "";
  const isDraft = (node) => node?.closest("form[data-draft]");
  document.addEventListener("input", ({ target }) => isDraft(target) && changed());
  document.addEventListener("submit", ({ target }) => {
    clearTimeout(timer);
    isDirty = false;
    // The draft form carries what is typed; any other asks for another variant.
    if (!isDraft(target)) forget(form()?.dataset.draft);
  });
  document.addEventListener("htmx:confirm", (event) => {
    if (!isDraft(event.detail.elt)) return;
    event.preventDefault();
    clearTimeout(timer);
    isDirty = false;
    inFlight.then(() => event.detail.issueRequest(true));
  });
  document.addEventListener("htmx:afterSettle", showLocalTime);
  addEventListener("online", () => flush());
  addEventListener("pagehide", () => flush({ isLast: true }));
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") flush({ isLast: true });
  });
}
