// Reads and works out sums such as floor((32 - 5 + 2*2) / 2) + 1; nothing is run as a program.
//
//   sum     = product (("+" | "-") product)*
//   product = power (("*" | "/") power)*
//   power   = "-" power | atom ("^" power)?
//   atom    = number | "(" sum ")" | name "(" sum ")" | "pi"

const FUNCTIONS = { sqrt: Math.sqrt, floor: Math.floor, ceil: Math.ceil, abs: Math.abs, log2: Math.log2 };
const TOKEN = /\s*(?:([0-9]+(?:\.[0-9]*)?(?:e[+-]?[0-9]+)?|\.[0-9]+)|([a-z][a-z0-9]*)|(.))/giy;
const SAME = { "×": "*", "·": "*", "÷": "/", ":": "/", "−": "-", "–": "-", "**": "^" };
const LONGEST = 300;
const DEEPEST = 60;

/** What cannot be read: `at` is where. */
export class Unreadable extends Error {
  constructor(at) {
    super("unreadable");
    this.at = at;
  }
}

function split(text) {
  const tokens = [];
  TOKEN.lastIndex = 0;
  const plain = text.replaceAll("**", "^").trimEnd();
  while (TOKEN.lastIndex < plain.length) {
    const at = TOKEN.lastIndex;
    const found = TOKEN.exec(plain);
    if (!found) throw new Unreadable(at);
    const [, number, name, sign] = found;
    if (number) tokens.push({ kind: "number", value: Number(number), at });
    else if (name) tokens.push({ kind: "name", value: name.toLowerCase(), at });
    else tokens.push({ kind: "sign", value: SAME[sign] ?? sign, at });
  }
  return tokens;
}

class Reader {
  constructor(tokens, end) {
    this.tokens = tokens;
    this.end = end;
    this.next = 0;
    this.depth = 0;
  }

  take(...signs) {
    const token = this.tokens[this.next];
    if (token?.kind !== "sign" || !signs.includes(token.value)) return null;
    this.next += 1;
    return token.value;
  }

  fail() {
    throw new Unreadable(this.tokens[this.next]?.at ?? this.end);
  }

  sum() {
    this.depth += 1;
    if (this.depth > DEEPEST) this.fail();
    let value = this.product();
    for (let sign = this.take("+", "-"); sign; sign = this.take("+", "-")) {
      const other = this.product();
      value = sign === "+" ? value + other : value - other;
    }
    this.depth -= 1;
    return value;
  }

  product() {
    let value = this.power();
    for (let sign = this.take("*", "/"); sign; sign = this.take("*", "/")) {
      const other = this.power();
      value = sign === "*" ? value * other : value / other;
    }
    return value;
  }

  power() {
    if (this.take("-")) return -this.power();
    if (this.take("+")) return this.power();
    const base = this.atom();
    return this.take("^") ? base ** this.power() : base;
  }

  atom() {
    const token = this.tokens[this.next];
    if (token?.kind === "number") {
      this.next += 1;
      return token.value;
    }
    if (token?.kind === "name") return this.named(token.value);
    if (!this.take("(")) this.fail();
    return this.closed();
  }

  named(name) {
    if (name !== "pi" && !Object.hasOwn(FUNCTIONS, name)) this.fail();
    this.next += 1;
    if (name === "pi") return Math.PI;
    if (!this.take("(")) this.fail();
    return FUNCTIONS[name](this.closed());
  }

  closed() {
    const value = this.sum();
    if (!this.take(")")) this.fail();
    return value;
  }
}

/** Return the value of a sum; throws `Unreadable` where it is none. */
export function workOut(text) {
  if (text.length > LONGEST) throw new Unreadable(LONGEST);
  const reader = new Reader(split(text), text.length);
  const value = reader.sum();
  if (reader.next < reader.tokens.length) reader.fail();
  return value;
}

/** Return a number as it is typed into an answer: 12 digits, no more than are meant. */
export function asText(value) {
  return Number.isFinite(value) ? String(Number(value.toPrecision(12))) : "";
}
