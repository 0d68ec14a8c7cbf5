// A list of people to tick: typing shows who is called so, arrows walk, and nothing is ever unticked
// by searching. Without JavaScript the list is there as a whole.

/** Return words as they are searched: without accents and capitals, and ss for a sharp s. */
function plain(text) {
  const bare = text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  return bare.replaceAll("ß", "ss");
}

function readRows(roll) {
  return [...roll.querySelectorAll(".roll__list .choice")].map((label) => ({
    label,
    box: label.querySelector("input"),
    words: plain(label.textContent),
  }));
}

const STEPS = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 };

/** Return the box to which a key leads from another one, if it leads to any. */
function boxAt(key, boxes, from) {
  if (key === "Home") return boxes[0];
  if (key === "End") return boxes.at(-1);
  return key in STEPS ? boxes[boxes.indexOf(from) + STEPS[key]] : undefined;
}

function watch(roll) {
  const rows = readRows(roll);
  const text = roll.querySelector("[data-roll-text]");
  const onlyTicked = roll.querySelector("[data-roll-ticked]");
  const count = roll.querySelector("[data-roll-count]");
  const shown = () => rows.filter(({ label }) => !label.hidden).map(({ box }) => box);

  const tell = () => {
    const numbers = {
      shown: shown().length,
      all: rows.length,
      ticked: rows.filter(({ box }) => box.checked).length,
    };
    count.textContent = count.dataset.rollCount.replace(/\{(\w+)\}/g, (_, name) => numbers[name]);
  };
  const show = () => {
    const wanted = plain(text.value).split(/\s+/);
    for (const { label, box, words } of rows) {
      const isCalledSo = wanted.every((word) => words.includes(word));
      label.hidden = !isCalledSo || (onlyTicked.checked && !box.checked);
    }
    tell();
  };

  text.addEventListener("input", show);
  onlyTicked.addEventListener("change", show);
  text.addEventListener("keydown", (event) => {
    const boxes = shown();
    // Enter would send the form; where only one person is left, it is meant for them.
    if (event.key === "Enter") {
      event.preventDefault();
      if (boxes.length === 1) boxes[0].click();
    } else if (event.key === "ArrowDown") {
      event.preventDefault();
      boxes[0]?.focus();
    }
  });
  const list = roll.querySelector(".roll__list");
  // Who has just lost the tick stays where it is until the next search: it may have been a slip.
  list.addEventListener("change", tell);
  list.addEventListener("keydown", (event) => {
    const next = boxAt(event.key, shown(), event.target);
    if (!next) return;
    event.preventDefault();
    next.focus();
  });
  roll.querySelector("[data-roll-tools]").hidden = false;
  show();
}

for (const roll of document.querySelectorAll("[data-roll]:has(.roll__list)")) watch(roll);
