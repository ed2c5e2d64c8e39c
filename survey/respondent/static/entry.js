// Entry by the SKM team with one hand on the digits: 1–4 choose and go on, Backspace goes back. A plain form without it.

const form = document.querySelector("[data-entry]");
const questions = [...form.querySelectorAll("[data-q]")];
const radios = (question) => [...question.querySelectorAll("[type=radio]")];
const open = (question) => (radios(question).find((radio) => radio.checked) || radios(question)[0]).focus();

form.addEventListener("keydown", (event) => {
  const question = event.target.closest("[data-q]");
  if (!question || event.ctrlKey || event.altKey || event.metaKey) return;
  const at = questions.indexOf(question);
  const chosen = radios(question)[Number(event.key) - 1];
  if (/^[1-4]$/.test(event.key) && chosen) {
    event.preventDefault();
    chosen.checked = true;
    if (questions[at + 1]) open(questions[at + 1]);
    else form.querySelector(".entry-about .control").focus();
  } else if (event.key === "Backspace" && at > 0) {
    event.preventDefault();
    open(questions[at - 1]);
  } else if (event.key === "Enter") event.preventDefault(); // would send a half-filled form
});

// A scanner ends with Enter: on to the questions, not off to the server.
form.elements.kode.addEventListener("keydown", (event) => {
  if (event.key !== "Enter") return;
  event.preventDefault();
  const way = [...form.elements.channel];
  if (way.some((one) => one.checked)) open(questions[0]);
  else way[0].focus();
});

const wrong = document.getElementById("kesalahan");
if (wrong) wrong.focus();
