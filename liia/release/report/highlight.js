// #Camden in the address, or the list at the top, marks a borough; all reads without it.
(() => {
  const list = document.getElementById("borough");
  const mark = (name) => {
    document.querySelectorAll(".chosen").forEach((e) => e.classList.remove("chosen"));
    if (!name) return;
    document.querySelectorAll(`[data-of="${name}"], [data-borough="${name}"]`)
      .forEach((e) => { e.classList.add("chosen"); e.closest("svg")?.classList.add("chosen"); });
    list.value = name;
  };
  const asked = () => {
    const name = decodeURIComponent(location.hash.slice(1));
    return [...list.options].find((o) => o.value && (o.value === name || o.dataset.code === name))?.value;
  };
  list.closest("p").hidden = false;
  list.onchange = () => { history.replaceState(null, "", "#" + encodeURIComponent(list.value)); mark(list.value); };
  onhashchange = () => { const name = asked(); if (name) mark(name); };
  mark(asked());
})();
