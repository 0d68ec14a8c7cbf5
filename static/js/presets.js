// Buttons for what is often typed into a field; without JavaScript the field alone is there.

for (const row of document.querySelectorAll("[data-presets]")) {
  row.hidden = false;
  row.addEventListener("click", ({ target }) => {
    if (!target.matches("button")) return;
    const field = document.getElementById(row.dataset.presets);
    field.value = target.value;
    field.focus();
  });
}
