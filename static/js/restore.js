// Puts kept answers back into the fields of a form, and tells whether a form differs from what the
// server sent: somebody who types faster than scripts load has changed a field already.

const TICKED = new Set(["radio", "checkbox"]);
const isGroup = (field) => field?.[0]?.type === "hidden" || field?.[0]?.type === "checkbox";

/** Return whether a field whose name begins with `prefix` differs from the page as it came. */
export function isChanged(form, prefix) {
  return [...form.elements].some((field) =>
    TICKED.has(field.type)
      ? field.checked !== field.defaultChecked
      : field.name.startsWith(prefix) && field.value !== field.defaultValue,
  );
}

/** Put answers, pairs of name and text, into the form; return whether that changed anything. */
export function putBack(form, answers) {
  let hasChanged = false;
  for (const [name, text] of answers) {
    const field = form.elements[name];
    if (!field || isGroup(field) || field.value === text) continue;
    field.value = text;
    hasChanged = true;
  }
  // A group of boxes is kept as one pair for each ticked box, and one without a value.
  const names = new Set(answers.map(([name]) => name));
  const ticked = new Set(answers.map(([name, text]) => `${name}=${text}`));
  for (const box of form.querySelectorAll("input[type=checkbox]")) {
    const isTicked = ticked.has(`${box.name}=${box.value}`);
    if (!names.has(box.name) || box.checked === isTicked) continue;
    box.checked = isTicked;
    hasChanged = true;
  }
  return hasChanged;
}
