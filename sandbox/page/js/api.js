// Talks to the sandbox server; every answer has `ok`, and words for the person when it is false.

const UNREACHABLE = {
  ok: false,
  error: "unreachable",
  message: "The sandbox server does not answer. Is it still running?",
};

export function ask(path, query = {}, options = {}) {
  return exchange(`${path}?${new URLSearchParams(query)}`, options);
}

export function tell(path, body) {
  const headers = { "Content-Type": "application/json" };
  return exchange(path, { method: "POST", headers, body: JSON.stringify(body) });
}

export function remove(path) {
  return exchange(path, { method: "DELETE" });
}

async function exchange(address, options) {
  try {
    const response = await fetch(address, { cache: "no-store", ...options });
    const answer = await response.json();
    return Array.isArray(answer) ? { ok: response.ok, rows: answer } : { ok: response.ok, ...answer };
  } catch (problem) {
    return problem.name === "AbortError" ? { ok: false, error: "aborted" } : UNREACHABLE;
  }
}
