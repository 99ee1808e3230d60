// A link to another page of the study first tries whether that page is there, so that a
// page that was handed in alone says so, instead of leading nowhere.
for (const link of document.querySelectorAll("a[data-page]")) {
  link.addEventListener("click", (event) => {
    if (link.dataset.page === "found") return;
    event.preventDefault();
    const probe = document.createElement("object");
    probe.style.cssText = "position:absolute;width:1px;height:1px;visibility:hidden";
    probe.onload = () => {
      link.dataset.page = "found";
      probe.remove();
      location.href = link.href;
    };
    probe.onerror = () => {
      probe.remove();
      if (link.nextElementSibling?.className === "absent") return;
      const note = document.createElement("span");
      note.className = "absent";
      note.setAttribute("role", "status");
      note.textContent = " not beside this file: " + link.getAttribute("href");
      link.after(note);
    };
    probe.type = "text/html";
    probe.data = link.href;
    document.body.append(probe);
  });
}

// The contents, from the headings; the section in view is marked.
const heads = [...document.querySelectorAll("main h2")];
if (heads.length > 2) {
  const nav = document.createElement("nav");
  nav.className = "toc";
  nav.setAttribute("aria-label", "Contents");
  const fold = document.createElement("details");
  const summary = document.createElement("summary");
  summary.textContent = "Contents";
  const list = document.createElement("ol");
  heads.forEach((head, number) => {
    head.id ||= `part-${number}`;
    const link = document.createElement("a");
    link.href = `#${encodeURIComponent(head.id)}`;
    link.textContent = head.textContent;
    const item = document.createElement("li");
    item.append(link);
    list.append(item);
  });
  fold.append(summary, list);
  nav.append(fold);
  document.body.prepend(nav);
  document.body.classList.add("with-toc");
  const wide = matchMedia("(min-width: 80rem)");
  const unfold = () => { fold.open = wide.matches; };
  wide.addEventListener("change", unfold);
  unfold();
  list.addEventListener("click", () => { if (!wide.matches) fold.open = false; });
  const links = [...list.querySelectorAll("a")];
  const mark = () => {
    const passed = heads.filter((head) => head.getBoundingClientRect().top < 120).length;
    links.forEach((link, number) => {
      if (number === Math.max(passed - 1, 0)) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    });
  };
  addEventListener("scroll", mark, { passive: true });
  mark();
}

// On paper nothing is folded.
const folded = () => [...document.querySelectorAll("main details:not([open])")];
let opened = [];
addEventListener("beforeprint", () => {
  opened = folded();
  for (const fold of opened) fold.open = true;
});
addEventListener("afterprint", () => {
  for (const fold of opened) fold.open = false;
});

// A click on a column's name sorts the table by it: once upwards, once more downwards.
const weight = (row, column) => {
  const text = row.cells[column].textContent.trim();
  const number = parseFloat(text.replace(/^[<>]\s*/, "").replace("\u2212", "-"));
  return Number.isNaN(number) ? text : number;
};
const compare = (a, b) =>
  typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b));
for (const table of document.querySelectorAll("table")) {
  const names = table.tHead ? [...table.tHead.rows[table.tHead.rows.length - 1].cells] : [];
  const body = table.tBodies[0];
  if (!body || body.rows.length < 3) continue;
  names.forEach((name, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...name.childNodes);
    name.append(button);
    button.addEventListener("click", () => {
      const up = name.getAttribute("aria-sort") !== "ascending";
      for (const other of names) other.removeAttribute("aria-sort");
      name.setAttribute("aria-sort", up ? "ascending" : "descending");
      const rows = [...body.rows].sort(
        (a, b) => (up ? 1 : -1) * compare(weight(a, column), weight(b, column)),
      );
      body.append(...rows);
    });
  });
}

// A picture is shown in full size by a click on it, or by the button below it.
const pictures = document.querySelectorAll("main img");
if (pictures.length) {
  const sheet = document.createElement("dialog");
  sheet.className = "full-size";
  sheet.setAttribute("aria-label", "Picture in full size");
  const close = document.createElement("button");
  close.type = "button";
  close.textContent = "Close";
  const full = document.createElement("img");
  sheet.append(close, full);
  sheet.addEventListener("click", () => sheet.close());
  document.body.append(sheet);
  pictures.forEach((picture, number) => {
    const figure = picture.closest("figure");
    const name = figure?.querySelector("figcaption strong")?.textContent.replace(/\.$/, "");
    const button = document.createElement("button");
    button.type = "button";
    button.className = "enlarge";
    button.textContent = "Enlarge";
    button.setAttribute("aria-label", `Enlarge ${name ?? `picture ${number + 1}`}`);
    const caption = figure?.querySelector("figcaption");
    if (caption) caption.append(" ", button);
    else (picture.closest(".output_subarea") ?? picture).after(button);
    const enlarge = () => {
      full.src = picture.src;
      full.alt = picture.alt;
      full.width = Math.max(picture.naturalWidth, picture.width);
      sheet.showModal();
      sheet.scrollTo(0, 0);
    };
    button.addEventListener("click", enlarge);
    picture.addEventListener("click", enlarge);
  });
}

// What is wider than the page can be scrolled by keyboard too.
const boxes = ".output_subarea, .scroll, .text_cell_render, main pre";
const reachable = () => {
  for (const area of document.querySelectorAll(boxes)) {
    if (area.scrollWidth > area.clientWidth) area.tabIndex = 0;
    else area.removeAttribute("tabindex");
  }
};
addEventListener("resize", reachable);
reachable();
