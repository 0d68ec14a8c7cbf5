// Tells that a page's scripts have taken it over.

/** Mark the page as live when htmx has taken its elements over. */
export function markLive() {
  // htmx does so at this event, for which it began to listen before any module ran.
  document.addEventListener("DOMContentLoaded", () => {
    document.documentElement.dataset.live = "";
  });
}
