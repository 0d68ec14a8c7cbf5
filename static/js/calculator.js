// The calculator: a line to type a sum into, its result, those before, and a way into the answer.

import { asText, workOut } from "./arithmetic.js";
import { say } from "./words.js";

const HISTORY = "examcenter:calculator";
const MOST = 8;
let answerField = null;

function read() {
  try {
    return JSON.parse(sessionStorage.getItem(HISTORY)) ?? [];
  } catch {
    return [];
  }
}

function remember(rows) {
  try {
    sessionStorage.setItem(HISTORY, JSON.stringify(rows.slice(0, MOST)));
  } catch {
    // The history ends with the page.
  }
}

function evaluate(text) {
  try {
    const result = asText(workOut(text));
    return { result: result || say("noNumber"), isRight: result !== "" };
  } catch (error) {
    return { result: say("unreadableSum", { place: (error.at ?? 0) + 1 }), isRight: false };
  }
}

/** Put a result where the last answer was typed, at the cursor. */
function insert(text) {
  const field = answerField?.isConnected
    ? answerField
    : document.querySelector(".parts input[type=text]:not([readonly]), .matrix__cell");
  if (!field || !text) return;
  field.focus();
  field.setRangeText(text, field.selectionStart ?? 0, field.selectionEnd ?? 0, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

function showHistory(tool, line) {
  const list = tool.querySelector("[data-sums]");
  list.replaceChildren(
    ...read().map(({ sum, result }) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "calculator__row";
      button.textContent = `${sum} = ${result}`;
      button.addEventListener("click", () => {
        line.value = result;
        line.focus();
      });
      const item = document.createElement("li");
      item.append(button);
      return item;
    }),
  );
}

function press(line, key) {
  if (key === "clear") line.value = "";
  else if (key === "back") line.value = line.value.slice(0, -1);
  else line.setRangeText(key, line.selectionStart, line.selectionEnd, "end");
}

/** Watch the calculator, where the exam has one. */
export function watchCalculator() {
  const tool = document.querySelector("[data-tool=calculator]");
  if (!tool) return;
  tool.hidden = false;
  const line = tool.querySelector("[data-sum]");
  const output = tool.querySelector("[data-result]");
  const equals = () => {
    const sum = line.value.trim();
    if (!sum) return;
    const { result, isRight } = evaluate(sum);
    output.textContent = result;
    output.dataset.value = isRight ? result : "";
    line.setAttribute("aria-invalid", String(!isRight));
    if (!isRight) return;
    remember([{ sum, result }, ...read().filter((row) => row.sum !== sum)]);
    showHistory(tool, line);
  };
  document.addEventListener("focusin", ({ target }) => {
    if (target.closest(".parts") && target.matches("input[type=text]")) answerField = target;
  });
  line.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    equals();
  });
  tool.addEventListener("click", ({ target }) => {
    const { press: key, act } = target.dataset;
    if (key) press(line, key);
    if (act === "equals") equals();
    if (act === "insert") {
      equals();
      insert(output.dataset.value);
    }
  });
  showHistory(tool, line);
}
