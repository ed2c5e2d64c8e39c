// A long password is easier to type when it can be read: one button per password field. Works without it, too.
const words = document.querySelector("script[data-show]").dataset;
for (const input of document.querySelectorAll('input[type="password"]')) {
  const toggle = document.createElement("button");
  const say = () => {
    const hidden = input.type === "password";
    toggle.textContent = hidden ? words.show : words.hide;
    toggle.setAttribute("aria-pressed", String(!hidden));
  };
  toggle.type = "button";
  toggle.className = "show-password";
  toggle.setAttribute("aria-controls", input.id);
  toggle.addEventListener("click", () => {
    input.type = input.type === "password" ? "text" : "password";
    say();
  });
  input.form?.addEventListener("submit", () => { input.type = "password"; });
  say();
  input.after(toggle);
}
document.getElementById("kesalahan")?.focus();
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}
