// A transfer's page works without this: a touch selects what is to be copied, and the server judges sizes too.
const copies = navigator.clipboard ? document.querySelectorAll("[data-copy]") : [];
for (const button of copies) {
  const words = button.textContent;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.dataset.copy);
    button.textContent = button.dataset.done;
    setTimeout(() => { button.textContent = words; }, 2000);
  });
}

for (const field of document.querySelectorAll("input[data-most]")) {
  field.addEventListener("change", () => {
    const large = [...field.files].some((file) => file.size > Number(field.dataset.most));
    field.setCustomValidity(large ? field.form.dataset.tooLarge : "");
    if (large) field.reportValidity();
  });
}
