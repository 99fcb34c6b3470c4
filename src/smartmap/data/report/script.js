"use strict";
// Search and filter of the table of programmes. Without it the page shows every row.
(() => {
  const form = document.getElementById("saring");
  const search = document.getElementById("cari");
  const shown = document.getElementById("tampil");
  const selects = ["dimension", "status", "misi", "opd"]
    .map((kind) => [kind, document.getElementById("pilih-" + kind)])
    .filter(([, select]) => select);
  const plain = (text) => text.toLowerCase().normalize("NFKD").replace(/[\u0300-\u036f]/g, "");
  const rows = [...document.querySelectorAll("#program tbody tr")].map((row) => ({ row, text: null, was: false }));

  const fits = (item, words) => {
    for (const [kind, select] of selects) {
      const has = item.row.dataset[kind];
      if (select.value && !(kind === "misi" ? has.split(" ").includes(select.value) : has === select.value)) return false;
    }
    if (!words.length) return true;
    // cells are parted by blanks, or the last word of one and the first of the next would be one word
    item.text ??= plain([...item.row.cells].map((cell) => cell.textContent).join(" "));
    return words.every((word) => item.text.includes(word));
  };
  const filter = () => {
    const words = plain(search.value).split(/\s+/).filter(Boolean);
    let count = 0;
    for (const item of rows) {
      const hide = !fits(item, words);
      if (hide !== item.was) item.row.hidden = item.was = hide;
      if (!hide) count += 1;
    }
    shown.textContent = shown.dataset.text.replace("#", count);
  };

  let waiting = 0;
  search.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(filter, 150);
  });
  for (const [, select] of selects) select.addEventListener("change", filter);
  form.addEventListener("reset", () => setTimeout(filter, 0));
  form.addEventListener("submit", (event) => event.preventDefault());
  // A figure of a matrix shows its programmes.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-dimension]");
    if (!link) return;
    form.reset();
    for (const [kind, select] of selects) select.value = link.dataset[kind] ?? "";
    filter();
  });
  form.hidden = false;
  filter();
})();
