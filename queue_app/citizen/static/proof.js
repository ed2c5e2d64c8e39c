/* The work that is asked for while numbers are taken very fast (web/challenges.py): a text such that SHA-256 of "token.text" begins
   with so many zero bits. The browser's own digest answers one question at a time and not at all without https, so it is
   computed here; in slices, so that the page stays awake. Without this script the page says how long to wait. */

const PRIMES = [];
for (let n = 2; PRIMES.length < 64; n++) if (PRIMES.every((p) => n % p)) PRIMES.push(n);
const part = (x) => ((x - Math.floor(x)) * 4294967296) | 0;
const K = Int32Array.from(PRIMES, (p) => part(Math.cbrt(p)));
const BEGIN = Int32Array.from(PRIMES.slice(0, 8), (p) => part(Math.sqrt(p)));
const W = new Int32Array(64);

/* One block of 64 bytes at `at` into the state. */
function mix(state, bytes, at) {
  for (let i = 0; i < 16; i++, at += 4) W[i] = (bytes[at] << 24) | (bytes[at + 1] << 16) | (bytes[at + 2] << 8) | bytes[at + 3];
  for (let i = 16; i < 64; i++) {
    const x = W[i - 15], y = W[i - 2];
    const s = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
    const t = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
    W[i] = (W[i - 16] + s + W[i - 7] + t) | 0;
  }
  let a = state[0], b = state[1], c = state[2], d = state[3], e = state[4], f = state[5], g = state[6], h = state[7];
  for (let i = 0; i < 64; i++) {
    const s = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
    const t = (h + s + ((e & f) ^ (~e & g)) + K[i] + W[i]) | 0;
    const u = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
    h = g; g = f; f = e; e = (d + t) | 0;
    d = c; c = b; b = a; a = (t + u + ((b & c) ^ (b & d) ^ (c & d))) | 0; // b, c, d: what a, b, c were
  }
  [a, b, c, d, e, f, g, h].forEach((x, i) => { state[i] = (state[i] + x) | 0; });
}

/* The first 32 bits of SHA-256 of the text. */
export function head(bytes) {
  const blocks = ((bytes.length + 8) >> 6) + 1;
  const padded = new Uint8Array(blocks * 64);
  padded.set(bytes);
  padded[bytes.length] = 128;
  new DataView(padded.buffer).setUint32(padded.length - 4, bytes.length * 8);
  const state = BEGIN.slice();
  for (let n = 0; n < blocks; n++) mix(state, padded, n * 64);
  return state[0] >>> 0;
}

/* A text that answers the token; at most 32 bits. */
export async function solve(token, bits) {
  const write = new TextEncoder();
  for (let n = 0, since = Date.now(); ; n++) {
    if (head(write.encode(`${token}.${n}`)) >>> (32 - bits) === 0) return String(n);
    if (n % 512 === 0 && Date.now() - since > 40) {
      await new Promise((go) => setTimeout(go));
      since = Date.now();
    }
  }
}

const form = document.querySelector("[data-work]");
if (form) {
  const words = form.querySelector("[data-work-words]");
  words.textContent = words.dataset.workWords;
  solve(form.dataset.work, Number(form.dataset.bits)).then((answer) => {
    words.textContent = words.dataset.workDone;
    form.jawaban.value = answer;
    form.submit();
  });
}
