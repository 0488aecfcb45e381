// Photos: made small enough for a bad line, named by their content, sent in parts that go on where
// an earlier try stopped.

const LONGEST_SIDE = 1600;
const PART_BYTES = 256 * 1024;
const PART_WITHIN_MS = 60_000;
const MAY_PASS = [401, 408, 425, 429];

// The hub will never take this photo; the words say why.
export class PhotoRefused extends Error {}

export async function prepared(file) {
  const bytes = await (await smaller(file)).arrayBuffer();
  const digest = await crypto.subtle.digest("SHA-256", bytes);
  const id = [...new Uint8Array(digest)].map((b) => b.toString(16).padStart(2, "0")).join("");
  return { id, blob: new Blob([bytes]) };
}

// Drawn anew, which also leaves behind where and with what it was taken. What cannot be drawn is
// left to the hub to judge.
async function smaller(file) {
  let picture;
  try {
    picture = await createImageBitmap(file);
  } catch {
    return file;
  }
  const scale = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  return new Promise((resolve) => canvas.toBlob((blob) => resolve(blob ?? file), "image/jpeg", 0.82));
}

export async function upload(photo, token) {
  const url = `/blobs/${photo.id}`;
  const bytes = await photo.blob.arrayBuffer();
  const head = await send(url, token, { method: "HEAD" });
  if (head.status === 200) return;
  if (head.status !== 202) throw new Error(`The photo waits: the hub answered ${head.status}.`);
  let offset = Number(head.headers.get("Upload-Offset") ?? 0);
  for (let isComplete = false; !isComplete;) {
    const body = bytes.slice(offset, offset + PART_BYTES);
    const answer = await send(`${url}?offset=${offset}&size=${bytes.byteLength}`, token, { method: "PUT", body });
    if (!answer.ok && answer.status !== 409) await refuse(answer);
    ({ offset, is_complete: isComplete } = await answer.json());
  }
}

async function refuse(answer) {
  const words = await answer.text();
  const isFinal = answer.status >= 400 && answer.status < 500 && !MAY_PASS.includes(answer.status);
  throw isFinal ? new PhotoRefused(words) : new Error(words);
}

const send = (url, token, options) => fetch(url, { ...options, headers: { Authorization: `Bearer ${token}` },
  signal: AbortSignal.timeout(PART_WITHIN_MS) });
