// Keeps what is typed in this browser until the server has it. A private window may refuse storage;
// the text is still in its field then, so that is no error.

/** Keep the answers that were typed on top of save number `sequence`. */
export function keep(key, sequence, answers) {
  try {
    localStorage.setItem(key, JSON.stringify({ sequence, answers }));
  } catch {
    // Not kept.
  }
}

/** Drop what was kept. */
export function forget(key) {
  try {
    localStorage.removeItem(key);
  } catch {
    // Nothing was kept.
  }
}

/**
 * Return the kept answers when they were typed on top of `sequence`, else none: the server has
 * newer ones, or another variant.
 */
export function findKept(key, sequence) {
  try {
    const kept = JSON.parse(localStorage.getItem(key));
    return kept?.sequence === sequence ? kept.answers : [];
  } catch {
    return [];
  }
}
