// Walks through a figure's steps: buttons, a slider, and the arrow keys in the output's grid.
// The steps and their words come from the server; here they are only shown one at a time.

const EDGES = ["in-window", "top", "bottom", "left", "right"];

function cells(figure, role) {
  const rows = figure.querySelectorAll(`[data-${role}] tr`);
  return Array.from(rows, (row) => Array.from(row.cells));
}

/** Return what draws a step of a window: the window on the image, and the output so far. */
function windowPainter(figure, steps) {
  const image = cells(figure, "image");
  const output = cells(figure, "output");
  const height = Number(figure.dataset.height);
  const width = Number(figure.dataset.width);
  const results = steps.map(({ row, column }) => output[row][column].textContent);
  return (number) => {
    const { top, left } = steps[number];
    image.forEach((line, y) =>
      line.forEach((cell, x) => {
        const inside = y >= top && y < top + height && x >= left && x < left + width;
        cell.classList.remove(...EDGES);
        if (!inside) return;
        cell.classList.add("in-window");
        cell.classList.toggle("top", y === top);
        cell.classList.toggle("bottom", y === top + height - 1);
        cell.classList.toggle("left", x === left);
        cell.classList.toggle("right", x === left + width - 1);
      }),
    );
    steps.forEach(({ row, column }, place) => {
      output[row][column].textContent = place <= number ? results[place] : "";
      output[row][column].classList.toggle("is-written", place === number);
    });
  };
}

/** Return what draws a step of a stack: the cone of that layer alone. */
function stackPainter(figure) {
  const cones = figure.querySelectorAll("[data-cone]");
  return (number) =>
    cones.forEach((cone, place) => cone.classList.toggle("is-hidden", place !== number));
}

/** Return the step that an arrow key leads to in the output's grid, or the same. */
function neighbour(steps, number, key) {
  const { row, column } = steps[number];
  const aims = {
    ArrowUp: [row - 1, column],
    ArrowDown: [row + 1, column],
    ArrowLeft: [row, column - 1],
    ArrowRight: [row, column + 1],
  };
  if (key === "Home") return 0;
  if (key === "End") return steps.length - 1;
  if (!aims[key]) return -1;
  const found = steps.findIndex((step) => step.row === aims[key][0] && step.column === aims[key][1]);
  return found < 0 ? number : found;
}

function start(figure) {
  if (figure.dataset.started) return;
  figure.dataset.started = "yes";
  const items = Array.from(figure.querySelectorAll("[data-all] li"));
  const steps = items.map(({ dataset }) => ({
    row: Number(dataset.row),
    column: Number(dataset.column),
    top: Number(dataset.top),
    left: Number(dataset.left),
  }));
  const isWindow = figure.dataset.stepper === "window";
  const paint = isWindow ? windowPainter(figure, steps) : stackPainter(figure);
  const range = figure.querySelector("[data-range]");
  const count = figure.querySelector("[data-count]");
  const now = figure.querySelector("[data-now]");
  const buttons = Array.from(figure.querySelectorAll("[data-go]"));
  let current = 0;
  const show = (number) => {
    current = Math.min(Math.max(number, 0), steps.length - 1);
    paint(current);
    range.value = current + 1;
    count.textContent = count.dataset.words.replace("#", current + 1);
    range.setAttribute("aria-valuetext", count.textContent);
    now.innerHTML = items[current].innerHTML;
    for (const button of buttons) {
      const aim = current + Number(button.dataset.go);
      // Not disabled: that would take the focus away from who presses it again and again.
      button.setAttribute("aria-disabled", String(aim < 0 || aim >= steps.length));
    }
  };
  for (const button of buttons) {
    button.addEventListener("click", () => show(current + Number(button.dataset.go)));
  }
  range.addEventListener("input", () => show(Number(range.value) - 1));
  figure.querySelector("[data-output]")?.addEventListener("keydown", (event) => {
    const aim = neighbour(steps, current, event.key);
    if (aim < 0 || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    show(aim);
  });
  figure.querySelector("[data-controls]").hidden = false;
  now.hidden = false;
  show(0);
}

function startAll(root) {
  root.querySelectorAll("[data-stepper]").forEach(start);
}

startAll(document);
// A checked answer brings its worked solution later.
document.addEventListener("htmx:load", ({ target }) => startAll(target));
