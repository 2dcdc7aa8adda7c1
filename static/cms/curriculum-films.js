// Several films at once on a course's curriculum: each that is taken becomes a draft lesson.

class CourseFilms extends HTMLElement {
  connectedCallback() {
    this.waiting = [];
    this.curriculum = this.closest("course-curriculum");
    this.curriculum.addEventListener("change", (event) => this.onChoice(event));
    this.stay = (event) => event.preventDefault();
  }

  onChoice({ target }) {
    if (!target.matches("[data-films]")) return;
    for (const file of target.files) this.waiting.push({ file, section: target.dataset.section, row: this.list(file) });
    target.value = "";
    this.run();
  }

  list(file) {
    const row = this.querySelector("template").content.firstElementChild.cloneNode(true);
    row.querySelector("[data-name]").textContent = file.name;
    this.querySelector("ul").append(row);
    return row;
  }

  // One after the other: a film is checked while it comes in, and that takes a thread of the server.
  async run() {
    if (this.isRunning) return;
    this.isRunning = true;
    window.addEventListener("beforeunload", this.stay);
    for (let next = this.waiting.shift(); next; next = this.waiting.shift()) await this.take(next);
    window.removeEventListener("beforeunload", this.stay);
    this.isRunning = false;
  }

  async take({ file, section, row }) {
    const said = row.querySelector("[data-state]");
    try {
      if (file.size > Number(this.dataset.most)) throw new Error(this.dataset.tooLarge);
      const film = await this.upload(file, row);
      const lesson = await this.lesson(film.id, section);
      row.classList.add("is-taken-in");
      said.textContent = `${this.dataset.taken} ${lesson.title}`;
      this.curriculum.dispatchEvent(new CustomEvent("changed"));
    } catch (refusal) {
      row.classList.add("is-refused");
      said.textContent = refusal.message;
    }
    row.querySelector("progress").hidden = true;
  }

  upload(file, row) {
    return new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      request.open("POST", this.dataset.upload);
      for (const [name, value] of Object.entries(this.headers())) request.setRequestHeader(name, value);
      request.setRequestHeader("Content-Type", "application/octet-stream");
      request.setRequestHeader("X-File-Name", encodeURIComponent(file.name));
      request.upload.addEventListener("progress", ({ loaded, total }) => this.progress(row, loaded / total));
      request.addEventListener("load", () => this.settle(request.responseText, resolve, reject));
      request.addEventListener("error", () => reject(new Error(this.dataset.failed)));
      request.send(file);
    });
  }

  progress(row, share) {
    row.querySelector("progress").value = share;
    row.querySelector("[data-state]").textContent = share < 1 ? "" : this.dataset.checking;
  }

  async lesson(video, section) {
    const body = new URLSearchParams({ video, section });
    const answer = await fetch(this.dataset.url, { method: "POST", headers: this.headers(), body });
    const text = await answer.text();
    return new Promise((resolve, reject) => this.settle(text, resolve, reject));
  }

  // What is not JSON is a sign-in page or a failure of the server.
  settle(text, resolve, reject) {
    let answer = {};
    try {
      answer = JSON.parse(text);
    } catch {
      answer.error = this.dataset.failed;
    }
    if (answer.error) reject(new Error(answer.error));
    else resolve(answer);
  }

  headers() {
    const token = this.curriculum.querySelector("[name=csrfmiddlewaretoken]").value;
    return { "X-CSRFToken": token, "X-Requested-With": "XMLHttpRequest" };
  }
}

customElements.define("course-films", CourseFilms);
