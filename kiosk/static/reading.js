/* What a screen says of itself to who cannot see it, in the order in which it stands there: what it is about, every choice with the digit
   that means it, and the keys that always work. */
import { also, on, say } from "./speech.js";

const page = document.querySelector("[data-kiosk]");
const words = JSON.parse(page.dataset.words);
const READ = [".step", "h1", "[data-notices]>p", ".flash", ".summary-errors", ".lane", ".given-number", ".given-service", ".said>div", ".needs>h2", ".needs li", ".needs>.note",
  ".hows li", ".shut", ".found-says", ".found-none", "legend", "[data-read]", ".house-text", ".outcome", "[data-choice]", "[data-turn]"].map((one) => `.body ${one}, .tools ${one}`).join();
const BLOCK = "strong, small, .note, dt, dd, p, li, h1, h2, div, button, a, .choice-main";

const fill = (sentence, values) => sentence.replace(/\{(\w+)\}/g, (_, key) => values[key]);

/* The words of a part of the page, each run in its own language: a name from the catalogue stays Indonesian on an English screen. */
export function wordsOf(node) {
  const runs = [];
  const texts = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
  let block = null;
  while (texts.nextNode()) {
    const { data, parentElement: around } = texts.currentNode;
    if (around.closest("svg") || !around.checkVisibility()) continue;
    const inside = around.closest(BLOCK);
    const { lang } = around.closest("[lang]");
    const run = runs[runs.length - 1];
    if (!data.trim()) { if (run && inside === block) run.text += " "; continue; }
    if (run && run.lang === lang) run.text += inside === block ? data : `, ${data}`;
    else runs.push({ text: data, lang });
    block = inside;
  }
  return runs;
}

/* Its words, and after them what to press. */
function pressed(node, sentence, values) {
  const runs = wordsOf(node);
  const key = fill(sentence, values);
  const end = runs[runs.length - 1];
  if (!end) return [];
  if (end.lang === document.documentElement.lang) end.text = `${end.text.trim()}. ${key}`;
  else runs.push(key);
  return runs;
}

function told(node) {
  if (node.dataset.turn) return [words[node.dataset.turn]];
  if (!node.matches("[data-choice]")) return wordsOf(node);
  return node.dataset.digit ? pressed(node, words.press, { n: node.dataset.digit }) : [];
}

const here = (what) => [...page.querySelectorAll(what)].filter((one) => one.checkVisibility());

/* `more`: there are choices on this screen beyond the nine that have a digit now. What becomes of a paper is said when it is known. */
export function readPage(more = false) {
  if (!on) return;
  if (page.querySelector("[data-slip]:is([data-state=waiting], [data-state=printing])")) return say(...here("h1, .given-number").flatMap(told));
  const choices = page.querySelector("[data-digit]");
  const parts = here(READ).flatMap((one) => (choices && one.matches("h1") ? [...told(one), words.how] : told(one)));
  if (more) parts.push(words.more);
  const typing = page.querySelector("[data-typing]");
  if (typing) parts.push(words.type, words.backTyping);
  else if (page.querySelector("[data-back]")) parts.push(words.back);
  say(...parts, words.keys);
}

/* How a paper came out, after the number itself; then what else there is to know. */
export const readOutcome = () => also(...[...here(".outcome"), ...here(".given-service, .said>div, [data-choice]")].flatMap(told));

export const readNothing = (digit) => say(fill(words.nothing, { n: digit }));

/* What the keypad or a finger rests on: its words, and how it is taken. */
export function readOne(node) {
  const label = node.getAttribute("aria-label");
  if (node.matches("input")) return;
  say(...(label ? [label] : node.matches("[data-choice]") ? pressed(node, words.enter, {}) : wordsOf(node)));
}

/* Something has come onto the screen by itself. */
export const readAlso = (node) => also(...wordsOf(node));

/* What is typed is said letter by letter; what a scanner types is not. */
function echo(field) {
  let before = field.value;
  addEventListener("input", () => {
    const typed = field.value.startsWith(before) ? field.value.slice(before.length) : "";
    before = field.value;
    if (typed && typed.length < 3 && field.type !== "password") say([...typed].join(" "));
  });
}

export function install() {
  if (!on) return;
  addEventListener("focusin", ({ target }) => target.matches("a, button") && readOne(target));
  for (const closed of document.querySelectorAll("[data-read]")) closed.addEventListener("click", () => say(...wordsOf(closed)));
  const field = page.querySelector("[data-typing] input:not([type=hidden])");
  if (field) echo(field);
}
