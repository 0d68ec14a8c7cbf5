// Saves what is typed into the form[data-draft]: debounced, numbered, retried while offline, and
// kept in this browser until the server has it. Only the server's answer says "saved". Where another
// page saved the same question, the later text stands and the other is offered (elsewhere.js).

import { showOther } from "./elsewhere.js";
import { differing, hasAnswer, readFields, textsOf, writeFields } from "./fields.js";
import { forget, keep } from "./keep.js";
import { markSaved } from "./palette.js";
import { post } from "./post.js";
import { clearProblem, showProblem } from "./problem.js";
import { isTrouble, shownSequence, showSaved, showSaving, showState } from "./state.js";
import { tell } from "./tabs.js";
import { serverNow } from "./time.js";
import { say } from "./words.js";

const PAUSE_MS = 600;
// Who types without a pause is saved this often all the same.
const LONGEST_MS = 5000;
const RETRY_MS = [1000, 2000, 5000, 10000, 20000];
// Browsers send no more than this after the page is gone.
const LAST_BYTES = 60000;

let timer = 0;
let failures = 0;
let sequence = 0;
let typedAt = 0;
let unsavedSince = 0;
let isDirty = false;
let isSending = false;
let inFlight = Promise.resolve();

const form = () => document.querySelector("form[data-draft]");

/** Return the number of the last save that the page knows of. */
export const known = (at) => Math.max(Number(at.dataset.sequence), shownSequence());

/** Tell whether two versions say the same. */
export const isSame = (one, other) => !differing(one, other).length;

/** Tell when the server last took the answer, and whether any of it waits for the server. */
export const saving = () => ({ isPending: isDirty || isSending, at: form()?.dataset.savedAt ?? "" });

function acknowledge(at, texts, answer) {
  failures = 0;
  at.dataset.sequence = answer.sequence;
  at.dataset.savedAt = answer.saved_at;
  if (isDirty) keep(at.dataset.keep, known(at), readFields(at), typedAt);
  else forget(at.dataset.keep);
  // What is typed while a save is on its way is not saved by its answer.
  if (isDirty) showSaving();
  else showSaved(answer.saved_at);
  markSaved(Number(at.dataset.number), answer.sequence, hasAnswer(texts));
  tell({ kind: "saved", number: Number(at.dataset.number), texts, ...answer });
  clearProblem();
}

async function send(at, isLast) {
  isDirty = false;
  isSending = true;
  sequence = Math.max(sequence, known(at)) + 1;
  const texts = readFields(at);
  const body = new FormData(at);
  body.set("sequence", sequence);
  const size = Object.values(texts).reduce((sum, text) => sum + text.length, 0);
  showSaving();
  let reply;
  try {
    reply = await post(at.dataset.draft, body, { keepalive: isLast && size < LAST_BYTES });
  } catch (error) {
    isSending = false;
    isDirty = true;
    unsavedSince = performance.now();
    showState("offline", say("offline"));
    // Not all at once when a server comes back to five hundred pages.
    const pause = RETRY_MS[Math.min(failures, RETRY_MS.length - 1)] * (0.75 + Math.random() / 2);
    schedule(Math.max(pause, error.waitMs ?? 0));
    failures += 1;
    return;
  }
  isSending = false;
  if (reply.ok) acknowledge(at, texts, reply.answer);
  else if (reply.answer?.newer) {
    isDirty = true;
    meet(reply.answer.newer);
  } else {
    isDirty ||= reply.status === 401 || reply.status === 403;
    showState("refused", say("unsaved"));
    showProblem(reply.answer ?? "refused");
  }
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
  const now = performance.now();
  if (!isDirty) unsavedSince = now;
  isDirty = true;
  typedAt = serverNow();
  keep(at.dataset.keep, known(at), readFields(at), typedAt);
  if (!isTrouble()) showSaving();
  schedule(Math.max(0, Math.min(PAUSE_MS, unsavedSince + LONGEST_MS - now)));
}

/** Meet a version that another page saved, once no save of this page is on its way. */
export const meetNewer = (newer) => (inFlight = inFlight.then(() => meet(newer)));

/** The later version stands, the other is offered. */
function meet(newer) {
  const at = form();
  if (!at || newer.sequence <= known(at)) return;
  const mine = readFields(at);
  const theirs = newer.texts ?? textsOf(at, newer);
  const savedAt = Date.parse(newer.saved_at);
  at.dataset.sequence = newer.sequence;
  at.dataset.savedAt = newer.saved_at ?? "";
  if (isDirty && typedAt > savedAt && !isSame(mine, theirs)) {
    showOther(at, theirs, "theirs", savedAt, changed);
    flush();
    return;
  }
  isDirty = false;
  forget(at.dataset.keep);
  if (!isSame(mine, theirs)) {
    writeFields(at, theirs);
    showOther(at, mine, "mine", savedAt || serverNow(), changed);
  }
  showSaved(savedAt || serverNow());
}

/** Take the form's own sending over: nothing that is typed waits any longer. */
export function settle() {
  clearTimeout(timer);
  isDirty = false;
}
