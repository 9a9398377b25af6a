// Filters change the list without a new page: the same address is fetched and its parts are put in place.
const PARTS = ["head", "list", "map"];

function part(from, name) {
  return from.querySelector(`[data-live="${name}"]`);
}

function inDanger(page) {
  return page.querySelector("[data-crisis]") !== null;
}

export function addLiveList() {
  const form = document.getElementById("near");
  if (!form) return;
  let asking = null;
  let shown = location.pathname + location.search;

  const show = async (address, { push, whole }) => {
    asking?.abort();
    asking = new AbortController();
    const list = part(document, "list");
    list.classList.add("is-loading");
    list.setAttribute("aria-busy", "true");
    let fresh;
    try {
      const response = await fetch(address, { signal: asking.signal, headers: { Accept: "text/html" } });
      if (!response.ok || response.redirected) throw new Error(`answered ${response.status}`);
      fresh = new DOMParser().parseFromString(await response.text(), "text/html");
      if (!part(fresh, "list")) throw new Error("not a list");
      // The lines to ring in danger, and the way out, stand outside the parts: those need the whole page.
      if (inDanger(fresh) !== inDanger(document)) throw new Error("another kind of page");
    } catch (error) {
      if (error.name !== "AbortError") location.assign(address);
      return;
    }
    for (const name of PARTS) part(document, name).replaceWith(document.adoptNode(part(fresh, name)));
    if (whole) part(document, "filters").replaceWith(document.adoptNode(part(fresh, "filters")));
    else takeCounts(fresh);
    const summary = ".app-filters__summary span";
    document.querySelector(summary).textContent = fresh.querySelector(summary).textContent;
    document.title = fresh.title;
    if (push) history.pushState({ list: true }, "", address);
    shown = location.pathname + location.search;
    document.dispatchEvent(new CustomEvent("list:changed"));
  };

  const addressOf = () => {
    const filled = [...new FormData(form)].filter(([, value]) => value !== "");
    return `${form.getAttribute("action")}?${new URLSearchParams(filled)}`;
  };

  document.addEventListener("change", (event) => {
    const control = event.target;
    // Another place is another question: that waits for the button.
    if (control.form !== form || control.name === "where") return;
    show(addressOf(), { push: true });
  });
  form.elements.where.addEventListener("input", () => {
    for (const hidden of form.querySelectorAll("[data-place]")) hidden.disabled = true;
  });
  document.addEventListener("click", (event) => {
    const chip = event.target.closest("a.app-chip");
    if (!chip || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    show(chip.href, { push: true, whole: true }).then(() => takeTopFields(chip.href));
  });
  window.addEventListener("popstate", () => {
    // A link within the page (a pin, a skip link) moves in the list that is here already.
    if (location.pathname + location.search === shown) return;
    show(location.href, { push: false, whole: true }).then(() => takeTopFields(location.href));
  });
}

function takeCounts(fresh) {
  for (const count of document.querySelectorAll(".app-filter-count")) {
    const now = fresh.getElementById(count.id);
    count.textContent = now ? now.textContent : "0";
  }
}

function takeTopFields(address) {
  const asked = new URL(address, location.href).searchParams;
  const form = document.getElementById("near");
  form.elements.q.value = asked.get("q") ?? "";
  form.elements.day.value = asked.get("day") ?? "";
}
