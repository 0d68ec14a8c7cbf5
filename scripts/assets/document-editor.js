// The editor of question documents: YAML with {{slots}}, and problems marked at their lines. It
// knows no page: static/js/authoring.js mounts it over a textarea.

import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import {
  StreamLanguage,
  bracketMatching,
  indentUnit,
  syntaxHighlighting,
} from "@codemirror/language";
import { EditorState, RangeSetBuilder, StateEffect, StateField } from "@codemirror/state";
import {
  Decoration,
  EditorView,
  GutterMarker,
  WidgetType,
  drawSelection,
  gutter,
  highlightActiveLine,
  highlightActiveLineGutter,
  keymap,
  lineNumbers,
} from "@codemirror/view";
import { colours, theme, typeOverLines } from "./editor-theme.js";

// Line by line, which is all that colours need; the server alone reads documents.
const yaml = StreamLanguage.define({
  name: "question",
  startState: () => ({}),
  token(stream) {
    if (stream.eatSpace()) return null;
    if (stream.match(/^#.*/)) return "comment";
    if (stream.match(/^\{\{[^}]*\}\}/)) return "variableName.special";
    if (stream.match(/^(?:-\s+)?[A-Za-z][\w-]*(?=:(?:\s|$))/)) return "propertyName";
    if (stream.match(/^"(?:[^"\\]|\\.)*"/) || stream.match(/^'[^']*'/)) return "string";
    if (stream.match(/^-?\d+(?:\.\d+)?(?![\w.])/)) return "number";
    if (!stream.match(/^[A-Za-z_][\w-]*/)) stream.next();
    return null;
  },
  languageData: { commentTokens: { line: "#" } },
});

class Words extends WidgetType {
  constructor(words) {
    super();
    this.words = words;
  }

  eq(other) {
    return other.words === this.words;
  }

  toDOM() {
    const place = document.createElement("div");
    place.className = "cm-problem";
    place.textContent = this.words;
    return place;
  }
}

class Mark extends GutterMarker {
  toDOM() {
    const place = document.createElement("span");
    place.className = "cm-problem-mark";
    place.textContent = "!";
    return place;
  }
}

const mark = new Mark();
const setProblems = StateEffect.define();

function decorate(state, problems) {
  const lines = new Map();
  for (const { line, words } of problems) {
    const number = Math.min(Math.max(line, 1), state.doc.lines);
    lines.set(number, [...(lines.get(number) ?? []), words]);
  }
  const builder = new RangeSetBuilder();
  const marks = new RangeSetBuilder();
  for (const number of [...lines.keys()].sort((one, other) => one - other)) {
    const { from, to } = state.doc.line(number);
    builder.add(from, from, Decoration.line({ class: "cm-problem-line" }));
    const widget = new Words(lines.get(number).join("\n"));
    builder.add(to, to, Decoration.widget({ widget, side: 1, block: true }));
    marks.add(from, from, mark);
  }
  return { decorations: builder.finish(), marks: marks.finish() };
}

const problemField = StateField.define({
  create: (state) => decorate(state, []),
  update(value, transaction) {
    for (const effect of transaction.effects) {
      if (effect.is(setProblems)) return decorate(transaction.state, effect.value);
    }
    if (!transaction.docChanged) return value;
    const { changes } = transaction;
    return { decorations: value.decorations.map(changes), marks: value.marks.map(changes) };
  },
  provide: (field) => EditorView.decorations.from(field, (value) => value.decorations),
});

/**
 * Put an editor into `parent` and return `{ text(), focus(), goTo(line), showProblems(list) }`.
 *
 * Tab indents; Escape and then Tab leaves, so the keyboard is never trapped.
 */
export function createDocumentEditor({ parent, text, nonce, attributes, onChange }) {
  const view = new EditorView({
    parent,
    state: EditorState.create({
      doc: text,
      extensions: [
        EditorView.cspNonce.of(nonce),
        EditorView.contentAttributes.of(attributes),
        EditorView.lineWrapping,
        problemField,
        gutter({
          class: "cm-problems",
          markers: (of) => of.state.field(problemField).marks,
          initialSpacer: () => mark,
        }),
        lineNumbers(),
        history(),
        drawSelection(),
        indentUnit.of("  "),
        EditorState.tabSize.of(2),
        bracketMatching(),
        typeOverLines,
        highlightActiveLine(),
        highlightActiveLineGutter(),
        yaml,
        syntaxHighlighting(colours),
        theme,
        keymap.of([...defaultKeymap, ...historyKeymap, indentWithTab]),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) onChange(update.state.doc.toString());
        }),
      ],
    }),
  });
  return {
    text: () => view.state.doc.toString(),
    focus: () => view.focus(),
    goTo: (number) => {
      const { doc } = view.state;
      const { from } = doc.line(Math.min(Math.max(number, 1), doc.lines));
      view.dispatch({
        selection: { anchor: from },
        effects: EditorView.scrollIntoView(from, { y: "center" }),
      });
      view.focus();
    },
    showProblems: (problems) => view.dispatch({ effects: setProblems.of(problems) }),
  };
}
