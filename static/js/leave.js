// Signing out leaves nothing of a person in the browser; who would lose something is asked first.

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-sign-out]")) return;
  try {
    const isUnsent = Object.keys(localStorage).some((key) => key.startsWith("examcenter:draft:"));
    if (isUnsent && !confirm(form.dataset.signOut)) {
      event.preventDefault();
      return;
    }
    localStorage.clear();
    sessionStorage.clear();
  } catch {
    // A browser that keeps nothing has nothing to clear.
  }
});
