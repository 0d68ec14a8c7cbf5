// Counts down to the server's deadline by the server's clock, warns without taking the focus, and
// follows when a teacher moves the end, pauses or closes the attempt.

import { flush, saving } from "./autosave.js";
import { recall, remember } from "./keep.js";
import { clearProblem, showProblem } from "./problem.js";
import { serverNow, setPageTime } from "./time.js";
import { announce, clockText, say } from "./words.js";

const WARN_S = [600, 300, 60];
// What is typed in the last seconds is sent before they are over.
const LAST_S = 3;
const HIDE = "examcenter:clock-hidden";

let end = 0;
let isPaused = false;
let isFinished = false;
let isClosed = false;
let last = Infinity;

const place = () => document.querySelector("[data-deadline]");

function words(left) {
  const hours = Math.floor(left / 3600);
  const minutes = Math.floor((left % 3600) / 60);
  const seconds = String(left % 60).padStart(2, "0");
  const time = hours ? `${hours}:${String(minutes).padStart(2, "0")}:${seconds}` : `${minutes}:${seconds}`;
  return say("left", { time });
}

function warn(left) {
  for (const limit of WARN_S) {
    // Only when it passes: a page opened later shows the time without a warning.
    if (last > limit && left <= limit && left > limit - 5) {
      announce(say("minutesLeft", { n: Math.round(limit / 60) }));
    }
  }
  if (last > LAST_S && left <= LAST_S) flush();
  last = left;
}

/** Say what counts; the fields stay to be read and copied, and take nothing more. */
async function close() {
  if (isClosed) return;
  isClosed = true;
  await flush();
  if (!isClosed) return;
  const { isPending, at } = saving();
  const counts = at ? say("countsUntil", { time: clockText(at) }) : say("counts");
  showProblem({
    code: "closed",
    title: say(isFinished ? "finishedTitle" : "overTitle"),
    detail: isPending ? `${counts} ${say("unsent")}` : counts,
    link: { href: place().dataset.result, words: say("result") },
  });
  lock(true);
}

function lock(isLocked) {
  for (const part of document.querySelectorAll(".parts, .editor, .actions, .finish")) part.inert = isLocked;
}

function reopen() {
  if (!isClosed) return;
  isClosed = false;
  clearProblem("closed");
  lock(false);
}

/** Say when answers begin to count less, as the moment passes. */
function showLate(clock) {
  const late = document.querySelector("#late");
  if (!late?.hidden || serverNow() <= Date.parse(clock.dataset.lateAt)) return;
  late.hidden = false;
  announce(late.textContent.trim());
}

function tick() {
  const clock = place();
  showLate(clock);
  if (isFinished) {
    clock.textContent = say("over");
    close();
    return;
  }
  if (isPaused || !end) {
    reopen();
    clock.textContent = isPaused ? say("paused") : "";
    return;
  }
  const left = Math.max(0, Math.ceil((end - serverNow()) / 1000));
  clock.textContent = left ? words(left) : say("over");
  clock.classList.toggle("clock--short", left <= WARN_S[1]);
  warn(left);
  if (left) reopen();
  else close();
}

/** Take what the server says of the end. */
export function showClock({ deadline_at: deadline, is_paused: paused, is_finished: finished }) {
  const clock = place();
  if (!clock) return;
  const moved = deadline ? Date.parse(deadline) : 0;
  if (end && moved && Math.abs(moved - end) > 1000 && !paused) {
    announce(say("moved", { time: clockText(moved) }));
    last = Infinity;
  }
  end = moved;
  isPaused = paused;
  isFinished = finished;
  const pause = document.querySelector("#paused");
  if (pause && pause.hidden === paused) announce(say(paused ? "nowPaused" : "goesOn"));
  if (pause) pause.hidden = !paused;
  document.documentElement.toggleAttribute("data-paused", paused);
  clock.title = end ? say("until", { time: clockText(end) }) : "";
  const hide = document.querySelector("[data-clock-hide]");
  if (hide) hide.hidden = !end;
  tick();
}

function watchHiding() {
  const button = document.querySelector("[data-clock-hide]");
  if (!button) return;
  const show = (isHidden) => {
    place().hidden = isHidden;
    button.textContent = say(isHidden ? "showTime" : "hideTime");
  };
  button.addEventListener("click", () => {
    const isHidden = !place().hidden;
    show(isHidden);
    remember(HIDE, isHidden ? "1" : "");
  });
  show(recall(HIDE) === "1");
}

/** Start the countdown. */
export function watchClock() {
  const clock = place();
  if (!clock) return;
  setPageTime(clock.dataset.serverTime);
  watchHiding();
  const { deadline, paused } = clock.dataset;
  showClock({ deadline_at: deadline, is_paused: paused === "1", is_finished: false });
  setInterval(tick, 1000);
}
