/**
 * One item over the wire. Nothing counts as arrived but a receipt that repeats the item's id and SHA-256; whatever
 * else comes back — a page of a gateway, half an answer, silence — means "later".
 */
import { isRecord, parsed, textOf } from "../../src/lib/json";
import { bytesOf, sha256 } from "./hash";

export const CHUNK_BYTES = 256 * 1024;
const TEXT_MS = 45_000;
const CHUNK_MS = 120_000;
const MOST_RESTARTS = 3;

/** What keeps an item on the phone until a person has looked at it. */
export interface Problem {
  status: number;
  /** What the server said, by the field it speaks of; under "" what concerns the whole. */
  errors: Record<string, string>;
  /** The case as it is now, where somebody else was quicker. */
  now?: unknown;
}

export type Outcome =
  | { kind: "arrived"; receipt: Record<string, unknown> }
  | { kind: "attention"; problem: Problem }
  | { kind: "signin" }
  | { kind: "foreign"; words: string }
  | { kind: "token" }
  | { kind: "missing" }
  | { kind: "later"; isNetwork: boolean; afterMs?: number };

export interface Line {
  fetch: typeof fetch;
  /** The token that the server wants with every write. */
  csrf: () => string;
}

export interface Text {
  id: string;
  body: string;
  sha256: string;
  posting: number;
}

export interface FileToSend {
  id: string;
  sha256: string;
  size: number;
  type: string;
}

interface Answer {
  status: number;
  body: unknown;
  retryAfterMs: number | null;
}

const ROOT = "/api/v1/field";

async function ask(line: Line, address: string, init: RequestInit, ms: number): Promise<Answer | null> {
  try {
    const answer = await line.fetch(`${ROOT}${address}`, {
      ...init,
      credentials: "same-origin",
      cache: "no-store",
      redirect: "manual",
      signal: AbortSignal.timeout(ms),
    });
    const seconds = Number(answer.headers.get("Retry-After"));
    return {
      status: answer.type === "opaqueredirect" ? 401 : answer.status,
      body: parsed(await answer.text()),
      retryAfterMs: seconds > 0 ? seconds * 1000 : null,
    };
  } catch {
    return null; // no network, cut off, or too slow: the same for us
  }
}

const later = (answer: Answer | null): Outcome => ({
  kind: "later",
  isNetwork: answer === null,
  ...(answer?.retryAfterMs ? { afterMs: Math.min(answer.retryAfterMs, 15 * 60_000) } : {}),
});

/** Something came back, but it is not for us: half an answer, or a page of some gateway. */
const garbled: Outcome = { kind: "later", isNetwork: false };

function errorsOf(body: unknown): Record<string, string> {
  if (!isRecord(body) || !isRecord(body.errors)) return {};
  return Object.fromEntries(Object.entries(body.errors).map(([field, said]) => [field, textOf(said)]));
}

function problemOf(answer: Answer): Outcome {
  const now = isRecord(answer.body) ? answer.body.now : undefined;
  const problem = { status: answer.status, errors: errorsOf(answer.body), ...(now ? { now } : {}) };
  return { kind: "attention", problem };
}

/** Not this posting's; or else a token that has grown old, which a new one may mend. */
function forbidden(answer: Answer): Outcome {
  const { posting } = errorsOf(answer.body);
  return posting === undefined ? { kind: "token" } : { kind: "foreign", words: posting };
}

/** What an answer that is no receipt means. */
function refused(answer: Answer): Outcome {
  switch (answer.status) {
    case 401:
      return { kind: "signin" };
    case 403:
      return forbidden(answer);
    case 400:
    case 409:
    case 413:
    case 422:
      // A page of some gateway is not the server's own word: only its JSON puts an item aside.
      return isRecord(answer.body) ? problemOf(answer) : later(answer);
    default:
      return later(answer);
  }
}

const isReceipt = (body: unknown, id: string, hash: string): body is Record<string, unknown> =>
  isRecord(body) && body.id === id && body.sha256 === hash;

export async function sendText(line: Line, item: Text): Promise<Outcome> {
  const init = {
    method: "POST",
    body: bytesOf(item.body),
    headers: {
      "Content-Type": "application/json",
      "X-Content-SHA256": item.sha256,
      "X-Linli-Posting": String(item.posting),
      "X-CSRFToken": line.csrf(),
    },
  };
  const answer = await ask(line, "/items", init, TEXT_MS);
  if (!answer) return later(null);
  if ([200, 201].includes(answer.status))
    return isReceipt(answer.body, item.id, item.sha256) ? { kind: "arrived", receipt: answer.body } : garbled;
  return refused(answer);
}

async function chunkOf(line: Line, posting: number, file: FileToSend, bytes: ArrayBuffer, from: number) {
  const chunk = bytes.slice(from, from + CHUNK_BYTES);
  const init = {
    method: "PUT",
    body: chunk,
    headers: {
      "Content-Type": "application/octet-stream",
      "X-Content-SHA256": await sha256(chunk),
      "X-Linli-Posting": String(posting),
      "X-CSRFToken": line.csrf(),
    },
  };
  return ask(line, `/files/${file.id}?offset=${from}`, init, CHUNK_MS);
}

const haveOf = (body: unknown): number | null =>
  isRecord(body) && typeof body.have === "number" && body.have >= 0 ? body.have : null;

/** How far the server has got with a file, or what stands in the way. */
async function begun(line: Line, posting: number, file: FileToSend): Promise<Outcome | number> {
  const headers = { "X-Linli-Posting": String(posting) };
  const answer = await ask(line, `/files/${file.id}`, { method: "GET", headers }, TEXT_MS);
  if (answer?.status === 404 && isRecord(answer.body)) return { kind: "missing" };
  if (answer?.status !== 200) return answer ? refused(answer) : later(null);
  if (isReceipt(answer.body, file.id, file.sha256)) return { kind: "arrived", receipt: answer.body };
  return haveOf(answer.body) ?? garbled;
}

/** What the answer to a piece says: from where to go on, or how the file's sending ends. */
function goesOn(
  answer: Answer | null,
  file: FileToSend,
  have: number,
): Outcome | { have: number; isStep: boolean } {
  if (!answer) return later(null);
  const isGood = answer.status === 200 || answer.status === 201;
  if (isGood && isReceipt(answer.body, file.id, file.sha256))
    return { kind: "arrived", receipt: answer.body };
  const next = haveOf(answer.body);
  if (isGood) return next !== null && next > have ? { have: next, isStep: true } : garbled;
  if (answer.status === 400 && isRecord(answer.body)) return { have, isStep: false }; // mangled on the way
  const isElsewhere = answer.status === 409 || answer.status === 422;
  return isElsewhere && next !== null ? { have: next, isStep: false } : refused(answer);
}

/** Sends what of a file is missing; `progress` hears how many bytes have arrived. */
export async function sendFile(
  line: Line,
  posting: number,
  file: FileToSend,
  bytes: ArrayBuffer,
  progress: (have: number) => void = () => {},
): Promise<Outcome> {
  const start = await begun(line, posting, file);
  if (typeof start !== "number") return start;
  let have = start;
  for (let missteps = 0; ; ) {
    progress(have);
    const answer = await chunkOf(line, posting, file, bytes, have);
    const next = goesOn(answer, file, have);
    if ("kind" in next) return next;
    if (!next.isStep) missteps += 1;
    if (missteps > MOST_RESTARTS) return answer ? refused(answer) : later(null);
    have = next.have;
  }
}
