// Keeps each time[data-moment] true while the page stays open: how far away it is, and the day once
// that is another one. A moment of a course stays in the course's zone, in the server's words
// (data-day, data-clock); one that belongs to no course is shown by the reader's own clock.

const UNITS = [
  ["day", 86400],
  ["hour", 3600],
  ["minute", 60],
];
const FAR_S = 7 * 86400;
const AGAIN_MS = 30000;

const { lang } = document.documentElement;
// As the server writes dates (examcenter/formats): the day first.
const language = lang === "en" ? "en-GB" : lang;
const relative = new Intl.RelativeTimeFormat(language, { numeric: "always", style: "short" });

function distance(seconds) {
  if (Math.abs(seconds) >= FAR_S) return "";
  const [unit, size] = UNITS.find(([, size]) => Math.abs(seconds) >= size) ?? ["minute", 60];
  return relative.format(Math.trunc(seconds / size), unit);
}

/** Return a day as a zone counts it; a zone that this browser does not know is the reader's. */
function dayIn(zone, moment) {
  try {
    return moment.toLocaleDateString("en-CA", { timeZone: zone });
  } catch {
    return moment.toLocaleDateString("en-CA");
  }
}

function ownClock(moment, now) {
  const isToday = moment.toDateString() === now.toDateString();
  const time = { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZoneName: "short" };
  const day = { day: "numeric", month: "short" };
  if (moment.getFullYear() !== now.getFullYear()) day.year = "numeric";
  return moment.toLocaleString(language, isToday ? time : { ...day, ...time });
}

function courseClock({ zone, day, clock }, moment, now) {
  return dayIn(zone, moment) === dayIn(zone, now) ? clock : `${day}, ${clock}`;
}

function show() {
  const now = new Date();
  for (const place of document.querySelectorAll("time[data-moment]")) {
    const moment = new Date(place.dateTime);
    const away = distance((moment - now) / 1000);
    const { zone } = place.dataset;
    const clock = zone ? courseClock(place.dataset, moment, now) : ownClock(moment, now);
    const words = away ? `${away}, ${clock}` : clock;
    if (place.textContent !== words) place.textContent = words;
  }
}

show();
setInterval(show, AGAIN_MS);
document.documentElement.dataset.live = "";
