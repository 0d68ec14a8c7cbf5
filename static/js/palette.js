// The palette: marks of questions as they are saved and flagged, here or on another page. A flag is
// set at once, kept while there is no connection, and sent on return.

import { forget, keep, readKept } from "./keep.js";
import { post } from "./post.js";
import { announce, say } from "./words.js";

const attempt = () => document.querySelector("#attempt")?.dataset ?? {};
const key = () => `examcenter:flags:${attempt().attempt}`;
const items = () => [...document.querySelectorAll("[data-question]")];
const find = (number) => document.querySelector(`[data-question="${number}"]`);
const waiting = () => readKept(key())?.answers ?? {};
let sending = Promise.resolve();

function summarise() {
  const rows = items();
  if (!rows.length) return;
  const n = rows.filter(({ dataset }) => dataset.state !== "new").length;
  const flagged = rows.filter(({ dataset }) => "flagged" in dataset).length;
  const answered = say("answered", { n, total: rows.length });
  const words = flagged ? `${answered}, ${say("flaggedCount", { n: flagged })}` : answered;
  for (const place of document.querySelectorAll("[data-summary]")) place.textContent = words;
}

/** Mark a question as saved, or as not answered. */
export function markSaved(number, sequence, isAnswered) {
  const item = find(number);
  if (!item) return;
  item.dataset.sequence = sequence;
  const { state } = item.dataset;
  if (isAnswered ? state !== "new" : state !== "saved") return;
  const next = isAnswered ? "saved" : "new";
  item.classList.replace(`rail__item--${state}`, `rail__item--${next}`);
  item.dataset.state = next;
  item.querySelector("[data-state-words]").textContent = say(isAnswered ? "stateSaved" : "stateSeen");
  summarise();
}

/** Return the save that is known of each question, as the server reads it. */
export function knownSaves() {
  return items()
    .map(({ dataset }) => `${dataset.question}:${dataset.sequence}`)
    .join(",");
}

function showFlag(number, isFlagged) {
  const item = find(number);
  if (item) {
    item.toggleAttribute("data-flagged", isFlagged);
    for (const sign of item.querySelectorAll("[data-flag-sign]")) sign.hidden = !isFlagged;
  }
  if (String(number) === attempt().number) {
    const form = document.querySelector("[data-flag]");
    form.elements.flagged.value = isFlagged ? "0" : "1";
    form.querySelector("[data-flag-words]").textContent = say(isFlagged ? "unflag" : "flag");
    form.toggleAttribute("data-flagged", isFlagged);
  }
}

/** Show the flags as the server has them; what was not sent yet stands. */
export function showFlags(numbers) {
  const flags = new Set(numbers);
  for (const [number, isFlagged] of Object.entries(waiting())) {
    if (isFlagged) flags.add(Number(number));
    else flags.delete(Number(number));
  }
  for (const { dataset } of items()) showFlag(Number(dataset.question), flags.has(Number(dataset.question)));
  summarise();
}

async function sendFlag(number, isFlagged) {
  const body = new FormData();
  body.set("flagged", isFlagged ? "1" : "0");
  const reply = await post(attempt().flag.replace("/0/", `/${number}/`), body);
  if (!reply.ok && reply.status === 401) throw new Error("signed out");
  const left = waiting();
  if (left[number] === isFlagged) delete left[number];
  if (Object.keys(left).length) keep(key(), 0, left);
  else forget(key());
}

/** Send the flags that were set without a connection. */
export function sendFlags() {
  sending = sending.then(async () => {
    try {
      for (const [number, isFlagged] of Object.entries(waiting())) await sendFlag(number, isFlagged);
    } catch {
      // They wait for the next sign of life.
    }
  });
  return sending;
}

/** Flag the question that is shown, or take its flag away. */
export function toggleFlag() {
  const form = document.querySelector("[data-flag]");
  const { number } = attempt();
  if (!form || !Number(number)) return;
  const isFlagged = form.elements.flagged.value === "1";
  keep(key(), 0, { ...waiting(), [number]: isFlagged });
  showFlag(number, isFlagged);
  summarise();
  announce(say(isFlagged ? "nowFlagged" : "nowUnflagged"));
  sendFlags();
}

/** Watch the flag's button, and show what was flagged without a connection. */
export function watchPalette() {
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("[data-flag]")) return;
    event.preventDefault();
    toggleFlag();
  });
  for (const [number, isFlagged] of Object.entries(waiting())) showFlag(number, isFlagged);
  summarise();
}
