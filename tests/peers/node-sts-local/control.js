// Requests to the control API of `sts-local`.

/** The control API refused a request. The message has each value that is not allowed. */
export class ControlError extends Error {
  constructor(status, body) {
    const violations = (body.violations ?? []).map(({ path, message }) => `${path}: ${message}`);
    // With violations, the message only sums them up.
    super(violations.join("; ") || (body.message ?? `status ${status}`));
    this.name = "ControlError";
    this.status = status;
    this.code = body.code ?? "";
  }
}

/** A client of the control API. */
export class Control {
  #url;
  #token;

  constructor(url, token) {
    this.#url = url;
    this.#token = token;
  }

  /** Sends a request, and returns the JSON of the response. The parts of the path are encoded. */
  async request(method, path, body, query = "") {
    const url = `${this.#url}/v1/${path.map(encodeURIComponent).join("/")}${query}`;
    const headers = { authorization: `Bearer ${this.#token}` };
    if (body !== undefined) headers["content-type"] = "application/json";
    const response = await fetch(url, { method, headers, body: JSON.stringify(body) });
    const text = await response.text();
    if (!response.ok) throw new ControlError(response.status, parsed(text));
    return text ? JSON.parse(text) : undefined;
  }

  async calls(after) {
    const calls = [];
    for (let more = true; more; ) {
      const page = await this.request("GET", ["calls"], undefined, `?after=${after}`);
      calls.push(...page.calls);
      after = page.next_after;
      more = page.more;
    }
    return calls;
  }
}

function parsed(text) {
  try {
    return JSON.parse(text) ?? {};
  } catch {
    return {};
  }
}
