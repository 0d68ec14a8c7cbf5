// Sends forms to the server. The token against forged requests is read from its cookie each time: it
// changes when somebody signs in again in another tab, and the page's own copy is then an old one.

const TOKEN = "csrfmiddlewaretoken";
// A request that hangs must not hold up the ones behind it.
const PATIENCE_MS = 20000;
const cookie = () => /(?:^|;\s*)csrftoken=([^;]+)/.exec(document.cookie)?.[1];

/** Put the token of today into every form of the page. */
export function refreshTokens() {
  const token = cookie();
  if (!token) return;
  for (const field of document.querySelectorAll(`input[name=${TOKEN}]`)) field.value = token;
}

const isJson = (reply) => reply.headers.get("Content-Type")?.startsWith("application/json");

function send(address, body, keepalive) {
  const token = cookie() ?? document.querySelector(`input[name=${TOKEN}]`)?.value ?? "";
  body.set(TOKEN, token);
  const headers = { Accept: "application/json" };
  const signal = keepalive ? undefined : AbortSignal.timeout(PATIENCE_MS);
  return fetch(address, { method: "POST", body, headers, keepalive, signal });
}

/**
 * Post a form and return `{ ok, status, answer, waitMs }`; throws when there is no answer, and when
 * the server says that it cannot answer now, with `waitMs` of its own wish.
 */
export async function post(address, body, { keepalive = false } = {}) {
  let reply = await send(address, body, keepalive);
  if (reply.status === 403 && !isJson(reply) && !keepalive) {
    // The token was refused, which no refusal of ours is. Any page brings a new one along.
    await fetch(location.href, { headers: { Accept: "text/html" } });
    refreshTokens();
    reply = await send(address, body, keepalive);
  }
  if (reply.status >= 500 || reply.status === 429) {
    const error = new Error(`status ${reply.status}`);
    error.waitMs = 1000 * Number(reply.headers.get("Retry-After") ?? 0);
    throw error;
  }
  const answer = isJson(reply) ? await reply.json() : null;
  return { ok: reply.ok && answer !== null, status: reply.status, answer };
}

/** Give every form its token before it leaves. */
export function watchTokens() {
  document.addEventListener("submit", refreshTokens, { capture: true });
  document.addEventListener("htmx:configRequest", ({ detail }) => {
    const token = cookie();
    if (token && detail.verb === "post") detail.parameters[TOKEN] = token;
  });
}
