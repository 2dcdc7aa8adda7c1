// A button beside a coupon's code makes one up that nobody guesses.
for (const button of document.querySelectorAll("[data-make-code]")) {
  const field = button.previousElementSibling;
  const letters = button.dataset.makeCode;
  button.hidden = field.disabled;
  button.addEventListener("click", () => {
    const random = crypto.getRandomValues(new Uint32Array(8));
    field.value = Array.from(random, (number) => letters[number % letters.length]).join("");
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.focus();
  });
}
