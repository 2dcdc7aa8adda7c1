// The review before publishing: its button says how many items are ticked.

const form = document.querySelector(".publish-review");
const button = form?.querySelector("[data-many]");

form?.addEventListener("change", () => {
  const count = form.querySelectorAll("[name=page]:checked").length;
  button.textContent = count === 1 ? button.dataset.one : button.dataset.many.replace("2", count);
  button.disabled = count === 0;
});
