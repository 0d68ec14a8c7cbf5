// The line that says how the saving stands: saving, saved when, offline, or refused.

import { clockText, say } from "./words.js";

const place = () => document.querySelector("[data-saved]");

/** Show how the saving stands. */
export function showState(mood, text) {
  const line = place();
  if (!line) return;
  line.dataset.saved = mood;
  line.textContent = text;
}

/** Say that something is on its way. */
export const showSaving = () => showState("saving", say("saving"));

/** Say when the server took the answer. */
export const showSaved = (at) => showState("saved", say("saved", { time: clockText(at) }));

/** Tell whether the line tells of trouble, which lasts until the server has answered. */
export const isTrouble = () => ["offline", "refused"].includes(place()?.dataset.saved);

/** Return the number of the save that the page came with, or that an answer brought along. */
export const shownSequence = () => Number(place()?.dataset.sequence ?? 0);
