// A formula does not break: on a small phone the paragraph with a wide one scrolls by itself. Where
// it does, Tab reaches it, so that it is scrolled by keyboard as well.

const LINES = ":is(.prose, .steps__line) > :is(p, ul, ol, blockquote)";

function mark() {
  for (const line of document.querySelectorAll(LINES)) {
    line.toggleAttribute("data-scrolls", line.scrollWidth > line.clientWidth);
    if (line.hasAttribute("data-scrolls")) line.tabIndex = 0;
    else line.removeAttribute("tabindex");
  }
}

mark();
addEventListener("resize", mark);
document.addEventListener("toggle", mark, true);
document.addEventListener("htmx:afterSettle", mark);
