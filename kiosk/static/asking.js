// Asking the server for a ticket until it answers. Every try carries the same key, so that however often an answer is
// lost there is one ticket.

const PATIENCE = 4000;
const SLOW = 1500;
const PAUSES = [300, 600, 1200, 2400, 3000];

const { tickets, page } = document.body.dataset;
let csrf = document.querySelector("meta[name=csrf-token]").content;

// Resolves to {ticket} or {refusal: {code, detail}}. `slow` is called once there has been no answer for a while.
export async function ask(wish, slow) {
  const key = newKey();
  const waiting = setTimeout(slow, SLOW);
  let renewed = false;
  try {
    for (let tries = 0; ; tries++) {
      const answer = await once(wish, key);
      if (answer?.status === 201) return { ticket: answer.body };
      // The session is gone or of another secret (a restored server): one new page brings a new one.
      if (!renewed && [401, 403].includes(answer?.status)) renewed = await renew();
      else if (answer && answer.status >= 400 && answer.status < 500 && answer.status !== 429) return { refusal: answer.body };
      slow();
      await new Promise((go) => setTimeout(go, PAUSES[Math.min(tries, PAUSES.length - 1)]));
    }
  } finally {
    clearTimeout(waiting);
  }
}

// One try; null when no answer came that can be read.
async function once(wish, key) {
  try {
    const answer = await fetch(`${tickets}?lang=${wish.language}`, {
      method: "POST",
      headers: { "Content-Type": "application/json", "Idempotency-Key": key, "X-CSRFToken": csrf },
      body: JSON.stringify(wish),
      signal: AbortSignal.timeout(PATIENCE),
    });
    return { status: answer.status, body: await answer.json() };
  } catch {
    return null;
  }
}

async function renew() {
  try {
    const answer = await fetch(page, { signal: AbortSignal.timeout(PATIENCE) });
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    csrf = fresh.querySelector("meta[name=csrf-token]")?.content ?? csrf;
    return true;
  } catch {
    return false;
  }
}

// crypto.randomUUID wants HTTPS, which a hall's own network seldom has.
function newKey() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
