// Signs of life: the page says where it is, and hears the time, messages, and what was saved on other
// pages. Every 20 s, when somebody returns to the page, and when the connection does.

import { flush, meetNewer, saving } from "./autosave.js";
import { showClock } from "./clock.js";
import { keep, readKept } from "./keep.js";
import { knownSaves, markSaved, sendFlags, showFlags } from "./palette.js";
import { post } from "./post.js";
import { clearProblem, showProblem } from "./problem.js";
import { showSaved, showState } from "./state.js";
import { tabName } from "./tabs.js";
import { setServerTime, watchSleep } from "./time.js";
import { say } from "./words.js";

const BEAT_MS = 20000;
// Looking away and back is not told more often.
const CALM_MS = 2000;

const attempt = () => document.querySelector("#attempt")?.dataset ?? {};
const messageKey = () => `examcenter:message:${attempt().attempt}`;
const lastMessage = () => readKept(messageKey())?.sequence ?? 0;
let timer = 0;
let sentAt = -Infinity;
let isLost = false;

function showMessages(messages) {
  const place = document.querySelector("#messages");
  for (const { id, text } of messages) {
    if (id <= lastMessage()) continue;
    keep(messageKey(), id, "");
    const line = document.createElement("p");
    line.className = "notice notice--message";
    line.textContent = text;
    place?.append(line);
  }
}

function hear(answer) {
  showMessages(answer.messages);
  showClock(answer);
  for (const newer of answer.changed) {
    const isHere = String(newer.number) === attempt().number;
    if (isHere && newer.answers) meetNewer(newer);
    markSaved(newer.number, newer.sequence, newer.is_answered);
  }
  showFlags(answer.flagged);
}

function found() {
  if (isLost && !saving().isPending) {
    const { at } = saving();
    if (at) showSaved(at);
    else showState("saved", "");
  }
  isLost = false;
  clearProblem("signed_out");
  flush();
  sendFlags();
}

function lost() {
  isLost = true;
  if (!saving().isPending) showState("offline", say("unreached"));
}

/** Give a sign of life now. */
export async function beat() {
  clearTimeout(timer);
  timer = setTimeout(beat, BEAT_MS * (0.9 + Math.random() / 5));
  const started = performance.now();
  if (started - sentAt < CALM_MS) return;
  sentAt = started;
  const body = new FormData();
  body.set("number", attempt().number);
  body.set("page", tabName());
  body.set("message", lastMessage());
  body.set("sequences", knownSaves());
  try {
    const { ok, status, answer } = await post(attempt().presence, body);
    if (!ok) {
      if (status === 401 && answer) showProblem(answer);
      return;
    }
    // The server read its clock somewhere between the question and the answer.
    setServerTime(answer.now, (started + performance.now()) / 2);
    found();
    hear(answer);
  } catch {
    lost();
  }
}

/** Start to give signs of life. */
export function watchPresence() {
  if (!attempt().presence) return;
  const again = () => document.visibilityState === "visible" && beat();
  addEventListener("focus", again);
  addEventListener("pageshow", ({ persisted }) => persisted && beat());
  addEventListener("online", () => {
    sentAt = -Infinity;
    beat();
  });
  addEventListener("offline", lost);
  document.addEventListener("visibilitychange", again);
  watchSleep(beat);
  beat();
}
