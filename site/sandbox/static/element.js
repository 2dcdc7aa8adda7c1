// Inside the frame: tabs, test cards, and the answers to what /stripe.js asks.
const form = document.querySelector("form");
const problem = document.getElementById("problem");
const query = new URLSearchParams(location.search);
const french = document.documentElement.lang === "fr";
const INCOMPLETE = french ? "Ce champ est incomplet." : "This field is incomplete.";

const method = () => new FormData(form).get("method") ?? "card";
const fields = () => [...form.querySelectorAll(`[data-method="${method()}"] input`)];
const empty = () => fields().filter((field) => !field.value.trim());
const tell = (message) => parent.postMessage({ sandboxElement: true, ...message }, "*");

function showMethod() {
  for (const panel of form.querySelectorAll("[data-method]")) {
    panel.hidden = panel.dataset.method !== method();
  }
  forgive();
}

function forgive() {
  problem.hidden = true;
  for (const field of form.querySelectorAll("[aria-invalid]")) field.removeAttribute("aria-invalid");
}

function blame(names, message) {
  forgive();
  for (const name of names) {
    const field = form.elements[name];
    field.setAttribute("aria-invalid", "true");
    field.setAttribute("aria-describedby", "problem");
  }
  problem.textContent = message;
  problem.hidden = false;
  form.elements[names[0]]?.focus();
}

function changed() {
  const lacking = empty();
  tell({ event: "change", complete: lacking.length === 0, empty: lacking.length === fields().length, value: { type: method() } });
}

function validate() {
  const lacking = empty();
  if (!lacking.length) return { selectedPaymentMethod: method() };
  blame(lacking.map((field) => field.name), INCOMPLETE);
  const code = `incomplete_${lacking[0].name.replace("card_", "")}`;
  return { error: { type: "validation_error", code, message: INCOMPLETE } };
}

async function confirm({ returnUrl }) {
  const wrong = validate();
  if (wrong.error) return wrong;
  const body = new FormData(form);
  body.set("method", method());
  body.set("client_secret", query.get("client_secret"));
  body.set("customer_session", query.get("customer_session") ?? "");
  body.set("locale", document.documentElement.lang);
  body.set("return_url", returnUrl);
  const answer = await fetch(location.pathname, { method: "POST", body });
  const outcome = await answer.json();
  if (outcome.field) blame([outcome.field], outcome.error.message);
  return outcome;
}

form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("change", showMethod);
form.addEventListener("input", () => { forgive(); changed(); });
form.addEventListener("click", (event) => {
  const { card, iban } = event.target.closest("button")?.dataset ?? {};
  if (card) Object.assign(form.elements.card_number, { value: card });
  if (card) Object.assign(form.elements.card_expiry, { value: "12/34" });
  if (card) Object.assign(form.elements.card_cvc, { value: "123" });
  if (iban) Object.assign(form.elements.iban, { value: iban });
  if (card || iban) { forgive(); changed(); }
});

addEventListener("message", async ({ data, source }) => {
  if (source !== parent || !data?.sandboxAsk) return;
  let answer;
  try {
    answer = data.ask === "confirm" ? await confirm(data) : validate();
  } catch (failure) {
    answer = { error: { type: "api_connection_error", message: failure.message } };
  }
  tell({ answers: data.sandboxAsk, answer });
});

new ResizeObserver(() => tell({ event: "resize", height: document.documentElement.offsetHeight })).observe(document.documentElement);
tell({ event: "ready" });
