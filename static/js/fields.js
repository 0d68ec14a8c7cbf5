// What is typed in the form of a question, as texts by field name: answers and the note. Ticked boxes
// of one name are one text, joined by commas, as the server stores them.

const PREFIX = "answer-";
const isDraft = (name) => name === "note" || name?.startsWith(PREFIX);
const isBox = (field) => field.type === "checkbox";
const isRadio = (field) => field.type === "radio";
const fields = (form) => [...form.elements].filter(({ name }) => isDraft(name));

/** Return the texts of a form. */
export function readFields(form) {
  const texts = {};
  for (const field of fields(form)) {
    const { name, value } = field;
    texts[name] ??= "";
    if (isBox(field)) {
      if (field.checked) texts[name] = texts[name] ? `${texts[name]},${value}` : value;
    } else if (isRadio(field)) {
      if (field.checked) texts[name] = value;
    } else if (value) texts[name] = value;
  }
  return texts;
}

/** Put texts into a form; fields of other names stay. */
export function writeFields(form, texts) {
  for (const field of fields(form)) {
    const text = texts[field.name];
    if (text === undefined) continue;
    if (isBox(field)) field.checked = text.split(",").includes(field.value);
    else if (isRadio(field)) field.checked = field.value === text;
    else if (field.type !== "hidden" && field.value !== text) {
      field.value = text;
      // A grid or an editor that stands for the field follows.
      field.dispatchEvent(new CustomEvent("refilled", { bubbles: true }));
    }
  }
}

/** Return the texts that the server stores of a question, for every field of the form. */
export function textsOf(form, { answers = {}, note }) {
  const texts = {};
  for (const { name } of fields(form)) {
    texts[name] = name === "note" ? note : (answers[name.slice(PREFIX.length)] ?? "");
  }
  // An editor shows what it begins with where nothing is stored.
  for (const area of form.querySelectorAll("[data-editor] textarea")) {
    texts[area.name] ||= area.defaultValue;
  }
  return texts;
}

/** Return the names of the fields whose texts differ. */
export function differing(one, other) {
  return Object.keys({ ...one, ...other }).filter(
    (name) => name in one && name in other && one[name] !== other[name],
  );
}

/** Tell whether a form differs from the page as it came: some type faster than scripts load. */
export function isTouched(form) {
  return fields(form).some((field) =>
    isBox(field) || isRadio(field)
      ? field.checked !== field.defaultChecked
      : field.value !== field.defaultValue,
  );
}

/** Return a text as a reader knows it: options by their words. */
export function shownText(form, name, text) {
  const options = fields(form).filter((field) => field.name === name && (isBox(field) || isRadio(field)));
  if (!options.length) return text;
  const chosen = options.filter(({ value }) => text.split(",").includes(value));
  return chosen.map((option) => option.getAttribute("aria-label") ?? option.value).join("; ");
}

/** Tell whether any of the texts answers something; a note does not. */
export const hasAnswer = (texts) =>
  Object.entries(texts).some(([name, text]) => name !== "note" && text.trim());
