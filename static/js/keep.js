// Keeps what is typed in this browser until the server has it. A private window may refuse storage;
// the text is still in its field then, so that is no error.

/** Keep what was typed on top of save number `sequence`, and when. */
export function keep(key, sequence, answers, typedAt = 0) {
  try {
    localStorage.setItem(key, JSON.stringify({ sequence, answers, typedAt }));
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

/** Return what was kept, `{ sequence, answers, typedAt }`, or nothing. */
export function readKept(key) {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
}

/** Remember a wish of the reader's, such as a hidden clock; an empty one is none. */
export const remember = (key, wish) => (wish ? keep(key, 0, wish) : forget(key));

/** Return a wish that was remembered. */
export const recall = (key) => readKept(key)?.answers ?? "";

/**
 * Return the kept answers when they were typed on top of `sequence`, else none: the server has
 * newer ones, or another variant.
 */
export function findKept(key, sequence) {
  const kept = readKept(key);
  return kept?.sequence === sequence ? kept.answers : [];
}
