// The server's clock. This computer's own clock may be wrong, or be changed during an exam, so the
// time that has passed is counted by a clock that nobody can set.

let server = 0;
let heardAt = 0;

/** Take the server's time, as text; it was true when this page's counter stood at `at`. */
export function setServerTime(iso, at = performance.now()) {
  server = Date.parse(iso);
  heardAt = at;
}

/** Return the server's time now, in milliseconds. */
export function serverNow() {
  return server ? server + performance.now() - heardAt : Date.now();
}

/** Take the time with which the page came: it was true when its first byte arrived. */
export function setPageTime(iso) {
  const [entry] = performance.getEntriesByType("navigation");
  setServerTime(iso, entry?.responseStart ?? performance.now());
}

/** Watch for sleep: the counter stands still in it, while the computer's clock goes on. */
export function watchSleep(onWake) {
  let offset = Date.now() - performance.now();
  setInterval(() => {
    const seen = Date.now() - performance.now();
    if (Math.abs(seen - offset) > 2000) onWake();
    offset = seen;
  }, 1000);
}
