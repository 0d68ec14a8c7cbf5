// Shows each time[data-moment] in the reader's own zone, with how far away it is, and keeps that
// true while the page stays open. The server wrote the same in its zone.

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

function clock(moment, now) {
  const isToday = moment.toDateString() === now.toDateString();
  const time = { hour: "2-digit", minute: "2-digit", hour12: false, timeZoneName: "short" };
  const day = { day: "numeric", month: "short" };
  if (moment.getFullYear() !== now.getFullYear()) day.year = "numeric";
  return moment.toLocaleString(language, isToday ? time : { ...day, ...time });
}

function show() {
  const now = new Date();
  for (const place of document.querySelectorAll("time[data-moment]")) {
    const moment = new Date(place.dateTime);
    const away = distance((moment - now) / 1000);
    const words = away ? `${away}, ${clock(moment, now)}` : clock(moment, now);
    if (place.textContent !== words) place.textContent = words;
  }
}

show();
setInterval(show, AGAIN_MS);
document.documentElement.dataset.live = "";
