// The texts that scripts show: the page brings them along, so that they are translated.

/** Return a text of the page by its name, with its {places} filled. */
export function say(name, values = {}) {
  const text = document.querySelector("#words")?.dataset[name] ?? "";
  return text.replace(/\{(\w+)\}/g, (_, place) => values[place] ?? "");
}

/** Return a moment, milliseconds or ISO text, as the reader's clock shows it: 12:04:31. */
export function clockText(moment) {
  const { lang } = document.documentElement;
  return new Date(moment).toLocaleTimeString(lang, { hour12: false });
}

/** Tell a screen reader something, without taking the focus. */
export function announce(text) {
  const place = document.querySelector("#announce");
  if (place && text) place.textContent = text;
}
