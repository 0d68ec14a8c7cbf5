// The texts that scripts show: the page brings them along, so that they are translated.

/** Return a text of the page by its name, with its {places} filled. */
export function say(name, values = {}) {
  const text = document.querySelector("#words")?.dataset[name] ?? "";
  return text.replace(/\{(\w+)\}/g, (_, place) => values[place] ?? "");
}

/** Return a moment, milliseconds or ISO text, by the clock of the page's course: 12:04:31. */
export function clockText(moment) {
  const { lang, dataset } = document.documentElement;
  const form = { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" };
  try {
    return new Date(moment).toLocaleTimeString(lang, { ...form, timeZone: dataset.zone });
  } catch {
    // A zone that this browser does not know.
    return new Date(moment).toLocaleTimeString(lang, form);
  }
}

/** Tell a screen reader something, without taking the focus. */
export function announce(text) {
  const place = document.querySelector("#announce");
  if (place && text) place.textContent = text;
}
