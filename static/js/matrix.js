// Turns textarea[data-matrix="ROWSxCOLUMNS"] into a grid of fields. The textarea stays the one text
// that is saved, sent and marked; the grid writes into it. Walked with the arrow keys; what is pasted
// from a spreadsheet, a page or NumPy fills the cells.

import { say } from "./words.js";

const SIZE = /^([0-9]+)x([0-9]+)$/;
const grids = new WeakMap();

/** Return the cells of a text, row by row: lines or semicolons, then tabs, commas or blanks. */
function split(text) {
  const plain = text.replaceAll("\r", "").replace(/\]\s*,?\s*\[/g, "\n");
  const lines = plain.replace(/[[\](){}]/g, "").split(/[\n;]/);
  const kept = lines.filter((line) => line.trim() || line.includes("\t"));
  return kept.map((line) => {
    if (line.includes("\t")) return line.split("\t").map((cell) => cell.trim());
    const mark = line.includes(",") && !/[0-9],[0-9].*\s/.test(line) ? /\s*,\s*/ : /\s+/;
    return line.trim().split(mark);
  });
}

function read(cells) {
  return cells.map((row) => row.map((cell) => cell.value.trim()));
}

/** Write the cells into the textarea, with separators that keep the empty ones. */
function write(area, cells) {
  const rows = read(cells);
  const all = rows.flat();
  const isFull = all.every((text) => text && !/\s/.test(text));
  const gap = isFull ? " " : all.some((text) => text.includes(",")) ? "\t" : ",";
  area.value = all.some(Boolean) ? rows.map((row) => row.join(gap)).join("\n") : "";
}

function fill(cells, top, left, rows) {
  for (const [i, row] of rows.entries())
    for (const [j, text] of row.entries()) {
      const cell = cells[top + i]?.[left + j];
      if (cell) cell.value = text;
    }
}

function paste(event, cells, row, column) {
  const rows = split(event.clipboardData.getData("text"));
  if (rows.flat().length < 2) return;
  event.preventDefault();
  const isWhole = rows.length === cells.length && rows[0].length === cells[0].length;
  const [top, left] = isWhole ? [0, 0] : [row, column];
  fill(cells, top, left, rows);
  const last = cells[Math.min(top + rows.length, cells.length) - 1];
  last[Math.min(left + rows.at(-1).length, last.length) - 1].focus();
  event.target.dispatchEvent(new Event("input", { bubbles: true }));
}

/** Return where an arrow leads; sideways only from the edge of what is typed in the cell. */
function arrow(event) {
  const { selectionStart: start, selectionEnd: end, value } = event.target;
  const isAll = end - start === value.length;
  if (event.key === "ArrowUp") return [-1, 0];
  if (event.key === "ArrowDown") return [1, 0];
  if (event.key === "ArrowLeft" && (isAll || end === 0)) return [0, -1];
  if (event.key === "ArrowRight" && (isAll || start === value.length)) return [0, 1];
  return null;
}

function walk(event, cells, row, column) {
  if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const step = arrow(event);
  const cell = step && cells[row + step[0]]?.[column + step[1]];
  if (!cell) return;
  event.preventDefault();
  cell.focus();
}

function makeCell(area, row, column) {
  const cell = document.createElement("input");
  cell.type = "text";
  cell.id = `${area.id}-${row + 1}-${column + 1}`;
  cell.className = "matrix__cell";
  cell.autocomplete = "off";
  cell.spellcheck = false;
  cell.readOnly = area.readOnly;
  cell.setAttribute("aria-label", say("cell", { row: row + 1, column: column + 1 }));
  // What is wrong is told once, by the description of the group.
  if (area.hasAttribute("aria-invalid")) cell.setAttribute("aria-invalid", "true");
  cell.addEventListener("focus", () => cell.select());
  return cell;
}

function build(area, n_rows, n_columns) {
  const table = document.createElement("table");
  table.className = area.classList.contains("input--unreadable") ? "matrix matrix--unreadable" : "matrix";
  const cells = Array.from({ length: n_rows }, (_, row) => {
    const line = table.insertRow();
    return Array.from({ length: n_columns }, (_, column) => {
      const cell = makeCell(area, row, column);
      cell.addEventListener("keydown", (event) => walk(event, cells, row, column));
      cell.addEventListener("paste", (event) => paste(event, cells, row, column));
      line.insertCell().append(cell);
      return cell;
    });
  });
  table.addEventListener("input", () => write(area, cells));
  area.addEventListener("refilled", () => {
    for (const cell of cells.flat()) cell.value = "";
    fill(cells, 0, 0, area.value.trim() ? split(area.value) : []);
  });
  return { table, cells };
}

function enhance(area) {
  const size = SIZE.exec(area.dataset.matrix);
  const rows = area.value.trim() ? split(area.value) : [];
  const [n_rows, n_columns] = size ? [Number(size[1]), Number(size[2])] : [0, 0];
  // What was typed without this script, and does not fit, stays in view as it was typed.
  if (grids.has(area) || !n_rows || rows.length > n_rows) return;
  if (rows.some((row) => row.length > n_columns)) return;
  const { table, cells } = build(area, n_rows, n_columns);
  fill(cells, 0, 0, rows);
  const group = document.createElement("div");
  group.className = "matrix-scroll";
  group.setAttribute("role", "group");
  const label = area.labels[0];
  label.id ||= `label-${area.id}`;
  label.htmlFor = cells[0][0].id;
  group.setAttribute("aria-labelledby", label.id);
  group.setAttribute("aria-describedby", area.getAttribute("aria-describedby") ?? "");
  group.append(table);
  area.after(group);
  area.hidden = true;
  grids.set(area, cells);
}

/** Show grids on the page, and again after each exchange, with the cursor where it was. */
export function watchMatrices() {
  const enhanceAll = () => document.querySelectorAll("textarea[data-matrix]").forEach(enhance);
  let last = "";
  enhanceAll();
  document.addEventListener("htmx:beforeSwap", () => {
    last = document.activeElement?.className === "matrix__cell" ? document.activeElement.id : "";
  });
  document.addEventListener("htmx:afterSettle", () => {
    enhanceAll();
    if (last) document.getElementById(last)?.focus();
    last = "";
  });
}
