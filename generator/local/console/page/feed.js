// What happened, as the journal tells it: a long poll that asks for what came after the last entry.

const MOST = 3000;
const WAIT_S = 20;
const AGAIN_MS = 2000;

export const entries = [];
const told = new Set();
let last = 0;
let scheduled = false;

export async function ask(path) {
  const answer = await fetch(`/_console/api/${path}`);
  return answer.ok ? answer.json() : null;
}

// Calls `look` after new entries, several at once; returns what ends that.
export function watch(look) {
  told.add(look);
  return () => told.delete(look);
}

function tell() {
  if (scheduled) return;
  scheduled = true;
  setTimeout(() => {
    scheduled = false;
    for (const look of told) look();
  }, 100);
}

export async function follow(say) {
  let wait = 0;
  for (;;) {
    try {
      const answer = await fetch(`/_dev/journal?after=${last}&wait=${wait}`);
      const found = await answer.json();
      say("live");
      wait = WAIT_S;
      if (found.length) {
        last = found.at(-1).number;
        entries.push(...found);
        entries.splice(0, entries.length - MOST);
        tell();
      }
      if (found.some((entry) => entry.kind === "stopped")) throw new Error("stopped");
    } catch {
      say("stopped");
      await new Promise((done) => setTimeout(done, AGAIN_MS));
      if (await restarted()) location.reload();
    }
  }
}

// A new process counts from one again.
async function restarted() {
  try {
    const found = await (await fetch("/_dev/journal?after=0")).json();
    return !found.some((entry) => entry.number === last && entry.at === entries.at(-1)?.at);
  } catch {
    return false;
  }
}
