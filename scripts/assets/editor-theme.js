// What both editors share: colours from the page's own custom properties, and typing that keeps to
// the page's policy.

import { HighlightStyle } from "@codemirror/language";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";

export const theme = EditorView.theme({
  "&": { color: "var(--ink)", backgroundColor: "var(--field)", fontSize: "var(--size-code)" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.55" },
  ".cm-content": { padding: "12px 0", caretColor: "var(--accent)" },
  ".cm-line": { padding: "0 12px 0 8px" },
  ".cm-gutters": { backgroundColor: "transparent", color: "var(--muted)", border: "none" },
  ".cm-lineNumbers .cm-gutterElement": { padding: "0 8px 0 12px", minWidth: "20px" },
  ".cm-activeLine": { backgroundColor: "var(--shade)" },
  ".cm-activeLineGutter": { backgroundColor: "var(--shade)", color: "var(--ink)" },
  ".cm-cursor": { borderLeft: "2px solid var(--accent)" },
  ".cm-selectionBackground, &.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground":
    { backgroundColor: "var(--select)" },
  ".cm-matchingBracket, &.cm-focused .cm-matchingBracket": {
    backgroundColor: "transparent",
    outline: "1px solid var(--accent)",
  },
});

export const colours = HighlightStyle.define([
  { tag: [tags.keyword, tags.operatorKeyword, tags.controlKeyword], color: "var(--code-keyword)" },
  { tag: [tags.string, tags.special(tags.string)], color: "var(--code-string)" },
  { tag: [tags.number, tags.bool, tags.null], color: "var(--code-number)" },
  { tag: [tags.comment], color: "var(--muted)", fontStyle: "italic" },
  { tag: [tags.propertyName], color: "var(--code-keyword)" },
  { tag: [tags.special(tags.variableName)], color: "var(--code-number)", fontWeight: "600" },
  { tag: [tags.function(tags.definition(tags.variableName))], fontWeight: "600" },
  { tag: [tags.className, tags.definition(tags.className)], fontWeight: "600" },
]);

// Typing over several lines makes Chromium's own editing write style attributes, which the page's
// policy forbids; so that change is made here, with the same handlers that typing goes through.
export const typeOverLines = EditorView.domEventHandlers({
  beforeinput(event, view) {
    const { state } = view;
    const { from, to } = state.selection.main;
    const isOneLine = state.doc.lineAt(from).number === state.doc.lineAt(to).number;
    if (isOneLine || event.inputType !== "insertText" || event.data === null) return false;
    const replace = () =>
      state.update({
        ...state.replaceSelection(event.data),
        userEvent: "input.type",
        scrollIntoView: true,
      });
    const handlers = state.facet(EditorView.inputHandler);
    if (!handlers.some((handle) => handle(view, from, to, event.data, replace))) {
      view.dispatch(replace());
    }
    event.preventDefault();
    return true;
  },
});
