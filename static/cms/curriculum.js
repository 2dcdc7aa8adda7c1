// A course's curriculum: its forms without leaving the page, and lessons that can be dragged.

class CourseCurriculum extends HTMLElement {
  connectedCallback() {
    this.addEventListener("submit", (event) => this.onSubmit(event));
    this.addEventListener("dragstart", (event) => this.onTake(event));
    this.addEventListener("dragover", (event) => this.onOver(event));
    this.addEventListener("drop", (event) => this.onDrop(event));
    this.addEventListener("dragend", () => this.leave());
    this.addEventListener("changed", () => this.refresh());
  }

  onSubmit(event) {
    if (!event.target.matches("[data-stay]")) return;
    event.preventDefault();
    this.send(event.target.action, new FormData(event.target, event.submitter), event.target);
  }

  send(url, data, form) {
    this.ask(url, { method: "POST", body: data }, form);
  }

  refresh() {
    this.ask(location.pathname, {});
  }

  // One after the other: none is lost while another is under way.
  ask(...what) {
    this.last = (this.last ?? Promise.resolve()).then(() => this.exchange(...what));
  }

  // The answer is this page again; else somebody has to sign in, on the way to this page.
  async exchange(url, how, form) {
    try {
      const answer = await fetch(url, how);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (page.querySelector("course-curriculum")) this.show(page, form);
      else location.reload();
    } catch {
      this.say(this.dataset.failed);
    }
  }

  // Its lists are taken over, but not what was typed and not sent; the focus goes where it says.
  show(page, sent) {
    const part = (name) => page.querySelector(`course-curriculum [data-${name}]`);
    const messages = ".messages > ul";
    const focused = document.activeElement;
    const fields = [...this.querySelectorAll("[data-body] [type=text]")];
    const typed = fields.filter((field) => field.value !== field.defaultValue && field.form !== sent);
    document.querySelector(messages)?.replaceWith(page.querySelector(messages) ?? "");
    this.querySelector("[data-body]").replaceWith(document.adoptNode(part("body")));
    for (const field of typed) {
      document.getElementById(field.id)?.replaceWith(field);
      field.closest("details")?.setAttribute("open", "");
    }
    (typed.find((field) => field === focused) ?? this.querySelector("[autofocus]"))?.focus();
    this.say(part("said").textContent);
  }

  say(words) {
    this.querySelector("[data-said]").textContent = words;
  }

  onTake(event) {
    this.taken = event.target.closest?.("[data-lesson]");
    if (!this.taken) return;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", this.taken.dataset.lesson);
    this.taken.classList.add("is-taken");
  }

  aim(event) {
    const section = event.target.closest("[data-section]");
    const over = event.target.closest("[data-lesson]");
    if (!over) return { section };
    const box = over.getBoundingClientRect();
    const isBelow = event.clientY > box.top + box.height / 2;
    return { section, before: isBelow ? over.nextElementSibling : over };
  }

  onOver(event) {
    const { section, before } = this.aim(event);
    if (!this.taken || !section) return;
    event.preventDefault();
    this.clear();
    (before ?? section).classList.add("is-aim");
  }

  onDrop(event) {
    const { section, before } = this.aim(event);
    if (!this.taken || !section) return;
    event.preventDefault();
    const data = new FormData(this.taken.querySelector("form"));
    data.append("section", section.dataset.section);
    data.append("before", before?.dataset.lesson ?? "");
    const url = this.taken.dataset.place;
    const isSame = before === this.taken;
    this.leave();
    if (!isSame) this.send(url, data);
  }

  leave() {
    this.clear();
    this.taken?.classList.remove("is-taken");
    this.taken = null;
  }

  clear() {
    for (const aimed of this.querySelectorAll(".is-aim")) aimed.classList.remove("is-aim");
  }
}

customElements.define("course-curriculum", CourseCurriculum);
