// One answer on two pages: the later text stands, and the other is shown and can be put back. It is
// kept in this browser until somebody decides, so that a reload does not lose it.

import { differing, readFields, shownText, writeFields } from "./fields.js";
import { forget, keep, readKept } from "./keep.js";
import { announce, clockText, say } from "./words.js";

const place = () => document.querySelector("#elsewhere");
const keyOf = (form) => `${form.dataset.keep}:other`;

function button(words, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "button button--small";
  made.textContent = words;
  made.addEventListener("click", act);
  return made;
}

function listTexts(form, texts, names) {
  const list = document.createElement("dl");
  list.className = "elsewhere__texts";
  for (const name of names) {
    const term = document.createElement("dt");
    const label = document.querySelector(`[data-field="${CSS.escape(name)}"]`);
    term.textContent = name === "note" ? say("note") : (label?.textContent ?? say("answer"));
    const value = document.createElement("dd");
    const text = document.createElement("pre");
    text.textContent = shownText(form, name, texts[name]) || say("nothing");
    value.append(text);
    list.append(term, value);
  }
  return list;
}

/** Take the message about another version away. */
export function dropOther(form) {
  forget(keyOf(form));
  place()?.replaceChildren();
}

/**
 * Show the version that gave way: `kind` is "mine" when it was typed here, "theirs" when it came
 * from elsewhere. `onBack` is called after it was put back.
 */
export function showOther(form, texts, kind, at, onBack) {
  const names = differing(texts, readFields(form)).filter((name) => texts[name].trim());
  if (!names.length || !place()) return;
  keep(keyOf(form), 0, { texts, kind }, at);
  const words = document.createElement("p");
  const strong = document.createElement("strong");
  strong.textContent = say(kind === "mine" ? "replacedTitle" : "keptTitle");
  const time = clockText(at);
  words.append(strong, ` ${say(kind === "mine" ? "replaced" : "kept", { time })}`);
  const choices = document.createElement("p");
  choices.className = "actions";
  choices.append(
    button(say(kind === "mine" ? "backMine" : "backTheirs"), () => {
      const before = readFields(form);
      writeFields(form, texts);
      dropOther(form);
      onBack();
      showOther(form, before, "mine", at, onBack);
    }),
    button(say("drop"), () => dropOther(form)),
  );
  const box = document.createElement("div");
  box.className = "notice";
  const inner = document.createElement("div");
  inner.append(words, listTexts(form, texts, names), choices);
  box.append(inner);
  place().replaceChildren(box);
  announce(words.textContent);
}

/** Show again what waited for a decision when the page was left. */
export function showKeptOther(form, onBack) {
  const kept = readKept(keyOf(form));
  if (kept) showOther(form, kept.answers.texts, kept.answers.kind, kept.typedAt, onBack);
}
