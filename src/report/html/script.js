"use strict";
document.addEventListener("DOMContentLoaded", () => {
  const root = document.documentElement;
  const all = (selector) => document.querySelectorAll(selector);
  const live = document.querySelector(".live");
  const inChinese = () => root.dataset.lang === "zh";

  const choose = (button) => {
    const language = button.value;
    root.dataset.lang = language;
    root.lang = button.dataset.tag;
    all("[data-en]").forEach((each) => { each.textContent = each.dataset[language]; });
    const label = language === "zh" ? "labelZh" : "labelEn";
    all("[data-label-en]").forEach((each) => each.setAttribute("aria-label", each.dataset[label]));
    all(".langs button").forEach((each) => each.setAttribute("aria-pressed", each === button));
  };
  all(".langs button").forEach((each) => each.addEventListener("click", () => choose(each)));
  all(".langs").forEach((each) => { each.hidden = false; });

  const copied = async (text) => {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      const field = document.createElement("textarea");
      field.value = text;
      document.body.append(field);
      field.select();
      const done = document.execCommand("copy");
      field.remove();
      return done;
    }
  };
  all(".copy").forEach((each) => each.addEventListener("click", async () => {
    if (await copied(each.dataset.copy)) {
      live.textContent = inChinese() ? "已複製" : "Copied";
      each.classList.add("done");
      setTimeout(() => each.classList.remove("done"), 1500);
    }
  }));

  all("svg").forEach((picture) => {
    const caption = picture.closest("section").querySelector(".caption");
    const tell = (event) => {
      const part = event.target.closest("g");
      if (part && caption) caption.textContent = part.querySelector("title").textContent;
    };
    ["pointerover", "focusin"].forEach((kind) => picture.addEventListener(kind, tell));
  });

  let closed = [];
  addEventListener("beforeprint", () => {
    closed = [...all("details:not([open])")];
    closed.forEach((each) => { each.open = true; });
  });
  addEventListener("afterprint", () => closed.forEach((each) => { each.open = false; }));
});
