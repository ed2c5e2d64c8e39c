/* The keyboard on the screen without a page in between, and a scanner that types: its line ends with Enter. */
const form = document.querySelector("[data-typing]");
if (form) {
  const field = form.querySelector("input[name=q], input[name=kode]");
  const found = form.querySelector("[data-found]");
  let asked = field.value;
  let soon = 0;

  async function find() {
    if (!found || field.value === asked) return;
    asked = field.value;
    const query = new URLSearchParams(new FormData(form));
    query.set("bagian", "hasil");
    try {
      const answer = await fetch(`${form.action}?${query}`);
      if (answer.ok && field.value === asked) found.innerHTML = await answer.text(); // our own page, escaped where it is made
    } catch { /* the next key asks again */ }
  }

  const typed = () => { clearTimeout(soon); soon = setTimeout(find, 120); };
  const TYPE = { hapus: (text) => text.slice(0, -1), spasi: (text) => `${text} ` };
  for (const key of form.querySelectorAll(".key")) key.addEventListener("click", (event) => {
    event.preventDefault();
    field.value = (TYPE[key.value] || ((text) => text + key.value))(field.value).slice(0, field.maxLength);
    dispatchEvent(new Event("input"));
    typed();
  });
  field.addEventListener("input", typed);
  addEventListener("keydown", (event) => { // whatever a scanner or keypad types belongs into the field
    if (event.target !== field && event.key.length === 1 && !event.ctrlKey && !event.altKey) field.focus();
  });

  /* The camera, where this machine has one: what it reads is sent as if it had been typed. */
  const button = form.querySelector("[data-camera]");
  const video = form.querySelector("[data-video]");
  let camera = null;

  async function look({ open }) {
    if (camera) { camera.close(); camera = null; video.hidden = true; return; }
    video.hidden = false;
    try {
      camera = await open(video);
      const text = await camera.found;
      if (text) { field.value = text; camera.close(); form.requestSubmit(); }
    } catch { video.hidden = true; camera = null; }
  }
  if (button && navigator.mediaDevices?.getUserMedia) import(new URL("../js/scan.js", import.meta.url).href).then((reader) => {
    button.hidden = false;
    button.addEventListener("click", () => look(reader));
  }).catch(() => { /* this house reads codes with a scanner */ });
  addEventListener("pagehide", () => camera?.close());
}
