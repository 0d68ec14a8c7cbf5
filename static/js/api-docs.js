// Runs between Swagger's bundle and the script that starts it: puts right in its pages what a screen
// reader stumbles over.

const { SwaggerUIBundle: bundle } = window;

const PlainPages = ({ React: { createElement, Fragment } }) => ({
  wrapComponents: {
    // A link within a button: the button does the same, and more.
    DeepLink:
      () =>
      ({ text }) =>
        createElement("span", null, text),
    // One server, which is this one: nothing to choose, and a choice without a name.
    ServersContainer: () => () => null,
    // What stands outside every landmark is passed over by who walks from one to the next.
    InfoContainer: (Info) => (props) =>
      createElement("section", { "aria-label": "About" }, createElement(Info, props)),
    SchemesContainer: (Schemes) => (props) =>
      createElement("section", { "aria-label": "Access" }, createElement(Schemes, props)),
    // Its headings go from the first level to the third.
    operations: (Operations) => (props) =>
      createElement(
        Fragment,
        null,
        createElement("h2", { className: "docs-heading" }, "Operations"),
        createElement(Operations, props),
      ),
  },
});

window.SwaggerUIBundle = Object.assign(
  (options) => bundle({ ...options, plugins: [...(options.plugins ?? []), PlainPages] }),
  bundle,
);

/** Return what a field of a form is called that Swagger gives no name. */
function nameOf(field) {
  const parameter = field.closest("tr")?.querySelector(".parameter__name");
  if (field.matches(".body-param__text")) return "Request body";
  if (field.matches(".examples-select-element")) return "Example";
  return parameter?.firstChild?.textContent ?? "Media type";
}

function name() {
  const pages = document.querySelector("#swagger-ui");
  for (const field of pages.querySelectorAll(":is(select, textarea, input):not([aria-label])")) {
    field.setAttribute("aria-label", nameOf(field));
  }
  for (const table of pages.querySelectorAll("table.responses-table:not([aria-label])")) {
    const method = table.closest(".opblock")?.querySelector(".opblock-summary-control");
    table.setAttribute("aria-label", `Responses of ${method?.textContent}`);
  }
  // What scrolls is reached by Tab.
  for (const text of pages.querySelectorAll("pre.microlight:not([tabindex])")) text.tabIndex = 0;
}

new MutationObserver(name).observe(document.querySelector("#swagger-ui"), {
  childList: true,
  subtree: true,
});
