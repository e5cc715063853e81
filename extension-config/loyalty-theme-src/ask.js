/** No answer, or one that says no. Other errors are our mistakes and have nothing to say to the shopper. */
export class Refusal extends Error {
  constructor(said, code, wait) {
    super(said);
    /** In words for the shopper; empty when no answer came. */
    this.said = said;
    this.code = code;
    /** Seconds after which to ask again; 0: at once. */
    this.wait = wait || 0;
  }
}

/** Asks the app through the shop's proxy: JSON both ways, which a form on another site cannot send. */
export const asking = (path, language) => async (what, body) => {
  let answer, json;
  try {
    answer = await fetch(path + what + "?locale=" + encodeURIComponent(language), {
      method: body ? "POST" : "GET",
      headers: { Accept: "application/json", ...(body && { "Content-Type": "application/json" }) },
      body: body && JSON.stringify(body),
      signal: AbortSignal.timeout?.(15000),
    });
    json = await answer.json();
  } catch {
    throw new Refusal("");
  }
  if (!answer.ok) throw new Refusal(json.title ? json.title + ". " + json.detail : "", json.code, Number(answer.headers.get("Retry-After")));
  return json;
};
