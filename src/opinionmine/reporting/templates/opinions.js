"use strict";
// The table of all opinions: filter, search, sort, a page at a time. Every count in the report opens it with a filter.
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const place = document.getElementById("all");
  if (!place) return;
  const PAGE = 50;
  const words = data.words;
  // A row is [id, text, themes, evidence (theme, start, end, …), links (theme, goal, is named, …), values of each variable, place].
  const [ID, TEXT, THEMES, EVIDENCE, LINKS, VALUES, PLACE] = [0, 1, 2, 3, 4, 5, 6];
  const make = (tag, attributes = {}, ...children) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children);
    return element;
  };
  const fold = text => text.normalize("NFKC").toLowerCase();
  const folded = data.rows.map(row => fold(row[TEXT]));
  const state = { filters: {}, query: "", sort: null, isDown: false, page: 0 };

  const joins = (row, theme, goal, named) => {
    for (let i = 0; i < row[LINKS].length; i += 3)
      if ((theme < 0 || row[LINKS][i] === theme) && row[LINKS][i + 1] === goal && (!named || row[LINKS][i + 2])) return true;
    return false;
  };
  const position = (options, value) => options.findIndex(option => option[0] === value);
  const keeps = (row, number) => {
    const { theme, goal, basis, ids, ...others } = state.filters;
    if (ids !== undefined && !ids.split("\n").includes(row[ID])) return false;
    const themeAt = theme === undefined ? -1 : position(data.themes, theme);
    if (theme !== undefined && !row[THEMES].includes(themeAt)) return false;
    if (goal !== undefined && !joins(row, themeAt, position(data.goals, goal), basis)) return false;
    for (const [name, value] of Object.entries(others)) {
      const at = data.variables.findIndex(variable => variable.name === name);
      if (at < 0 || !row[VALUES][at].includes(position(data.variables[at].options, value))) return false;
    }
    return folded[number].includes(fold(state.query));
  };
  const rank = {
    id: (a, b) => a - b,
    text: (a, b) => data.rows[a][TEXT].length - data.rows[b][TEXT].length || a - b,
    themes: (a, b) => data.rows[b][THEMES].length - data.rows[a][THEMES].length || (data.rows[a][THEMES][0] ?? 99) - (data.rows[b][THEMES][0] ?? 99) || a - b,
  };
  const select = (label, name, options) => {
    const choice = make("select", { name }, make("option", { value: "" }, words.every));
    for (const [value, text] of options) choice.append(make("option", { value }, text));
    choice.addEventListener("change", () => {
      delete state.filters.basis;
      delete state.filters.ids;
      if (choice.value) state.filters[name] = choice.value; else delete state.filters[name];
      show(0);
    });
    return make("label", {}, label, choice);
  };
  const search = make("input", { type: "search", name: "query" });
  search.addEventListener("input", () => { state.query = search.value; show(0); });
  const clear = make("button", { type: "button" }, words.clear);
  clear.addEventListener("click", () => open({}));
  const form = make("form", { role: "search" }, make("label", {}, words.search, search), select(words.filter_theme, "theme", data.themes));
  form.addEventListener("submit", event => event.preventDefault());
  if (data.goals.length) form.append(select(words.filter_goal, "goal", data.goals));
  for (const { name, label, options } of data.variables) if (options.length > 1) form.append(select(label, name, options));
  form.append(clear);

  const count = make("p", { role: "status", tabindex: "-1", id: "count" });
  const body = make("tbody");
  const heads = [["id", "ID"], ["text", words.text], ["themes", words.filter_theme]].map(([name, label]) => {
    const button = make("button", { type: "button" }, label);
    const head = make("th", { scope: "col", class: name }, button);
    button.addEventListener("click", () => {
      state.isDown = state.sort === name && !state.isDown;
      state.sort = name;
      show(0);
    });
    return [name, head];
  });
  const table = make("table", { class: "t-opinions" }, make("thead", {}, make("tr", {}, ...heads.map(([, head]) => head))), body);
  const back = make("button", { type: "button" }, words.previous_page);
  const next = make("button", { type: "button" }, words.next_page);
  back.addEventListener("click", () => show(state.page - 1));
  next.addEventListener("click", () => show(state.page + 1));

  const mark = row => {
    // Offsets count code points; a JavaScript string counts an emoji as two.
    const signs = Array.from(row[TEXT]);
    const marked = new Array(signs.length).fill(false);
    const theme = state.filters.theme === undefined ? -1 : position(data.themes, state.filters.theme);
    for (let i = 0; i < row[EVIDENCE].length; i += 3)
      if (theme < 0 || row[EVIDENCE][i] === theme) marked.fill(true, row[EVIDENCE][i + 1], row[EVIDENCE][i + 2]);
    const pieces = [];
    for (let i = 0, start = 0; i < signs.length; i++)
      if (i + 1 === signs.length || marked[i + 1] !== marked[i]) {
        const piece = signs.slice(start, i + 1).join("");
        pieces.push(marked[i] ? make("mark", {}, piece) : piece);
        start = i + 1;
      }
    return pieces;
  };
  const draw = number => {
    const row = data.rows[number];
    // What all opinions have in common says nothing of one.
    const about = data.variables.map(({ name, options }, at) => options.length > 1 && name !== "sheet" ? row[VALUES][at].map(value => options[value][1]).join("・") : "");
    return make("tr", {},
      make("th", { scope: "row" }, row[ID]),
      make("td", {}, make("p", {}, ...mark(row)), make("small", {}, [...about, row[PLACE]].filter(Boolean).join(" ／ "))),
      make("td", {}, row[THEMES].map(theme => data.themes[theme][1]).join("、")));
  };
  function show(page) {
    const found = data.rows.map((row, number) => number).filter(number => keeps(data.rows[number], number));
    if (state.sort) found.sort(rank[state.sort]);
    if (state.isDown) found.reverse();
    state.page = Math.max(0, Math.min(page, Math.ceil(found.length / PAGE) - 1));
    const first = state.page * PAGE;
    const shown = found.slice(first, first + PAGE);
    body.replaceChildren(...shown.map(draw));
    const range = shown.length ? `${first + 1}–${first + shown.length}` : "0";
    count.textContent = words.shown_of.replace("{n}", found.length).replace("{shown}", range);
    back.disabled = state.page === 0;
    next.disabled = first + PAGE >= found.length;
    for (const [name, head] of heads)
      if (state.sort === name) head.setAttribute("aria-sort", state.isDown ? "descending" : "ascending"); else head.removeAttribute("aria-sort");
  }
  function open(filters) {
    state.filters = { ...filters };
    state.query = search.value = "";
    for (const choice of form.querySelectorAll("select")) choice.value = filters[choice.name] ?? "";
    show(0);
  }
  place.append(form, count, table, make("p", { class: "pages" }, back, next));
  show(0);
  document.addEventListener("click", event => {
    const link = event.target.closest("[data-opens]");
    if (!link) return;
    open(JSON.parse(link.dataset.opens));
    // After the browser has followed the link, which takes the focus along.
    setTimeout(() => count.focus({ preventScroll: true }));
  });
})();
