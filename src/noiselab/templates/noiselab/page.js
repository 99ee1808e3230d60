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
