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
    this.send(event.target.action, new FormData(event.target, event.submitter));
  }

  send(url, data) {
    return this.ask(url, { method: "POST", body: data });
  }

  refresh() {
    return this.ask(location.pathname, {});
  }

  // The answer is this page again: its lists are taken over, the focus goes where it says.
  async ask(url, how) {
    if (this.sending) return;
    this.sending = true;
    try {
      const answer = await fetch(url, how);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (page.querySelector("course-curriculum")) this.show(page);
      else location.assign(answer.url);
    } catch {
      this.say(this.dataset.failed);
    } finally {
      this.sending = false;
    }
  }

  show(page) {
    const part = (name) => page.querySelector(`course-curriculum [data-${name}]`);
    const messages = ".messages > ul";
    document.querySelector(messages)?.replaceWith(page.querySelector(messages) ?? "");
    this.querySelector("[data-body]").replaceWith(document.adoptNode(part("body")));
    this.querySelector("[autofocus]")?.focus();
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
