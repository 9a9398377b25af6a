// Adding to the shortlist without leaving the page; without JavaScript the same buttons post a form.
const WORDS = { add: "Add to shortlist", remove: "On your shortlist. Take off" };

function showCount(total) {
  const count = document.querySelector("[data-shortlist-count]");
  count.lastChild.textContent = String(total);
  count.hidden = total === 0;
}

function say(text) {
  let place = document.getElementById("app-said");
  if (!place) {
    place = Object.assign(document.createElement("p"), { id: "app-said", className: "govuk-visually-hidden" });
    place.setAttribute("role", "status");
    document.body.append(place);
  }
  place.textContent = text;
}

function sayFull(button, text) {
  const told = Object.assign(document.createElement("p"), { id: "app-full", className: "app-unsaid", textContent: text });
  button.after(told);
  say(text);
}

export function addChoosing() {
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-choose]");
    if (!button) return;
    event.preventDefault();
    const adding = button.name === "add";
    let now;
    try {
      const response = await fetch(button.getAttribute("formaction"), {
        method: "POST",
        headers: { Accept: "application/json" },
        body: new URLSearchParams({ [button.name]: button.value }),
      });
      if (!response.ok) throw new Error(`answered ${response.status}`);
      now = await response.json();
    } catch {
      button.form.requestSubmit(button);
      return;
    }
    showCount(now.count);
    document.getElementById("app-full")?.remove();
    if (now.left_out) {
      sayFull(button, `Your shortlist is full: it holds ${now.count} listings. Take one off to make room.`);
      return;
    }
    for (const each of document.querySelectorAll(`[data-choose="${button.dataset.choose}"]`)) {
      each.name = adding ? "remove" : "add";
      each.classList.toggle("app-choose--chosen", adding);
      each.querySelector("[data-choose-words]").textContent = adding ? WORDS.remove : WORDS.add;
    }
    say(adding ? `${button.dataset.name} is on your shortlist` : `${button.dataset.name} is off your shortlist`);
  });
}

export function addSheetActions() {
  for (const button of document.querySelectorAll("[data-print]")) {
    button.addEventListener("click", () => window.print());
  }
  for (const button of document.querySelectorAll("[data-copy]")) {
    if (!navigator.clipboard) {
      button.hidden = true;
      continue;
    }
    button.addEventListener("click", async () => {
      const said = document.querySelector("[data-copied]");
      try {
        await navigator.clipboard.writeText(button.dataset.copy);
        said.textContent = "Copied";
      } catch {
        said.textContent = "Your browser would not copy it. The link is at the foot of the list.";
      }
    });
  }
}
