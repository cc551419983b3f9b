import { afterEach, expect, test } from "vitest";
import { connect } from "./panes";

const PANES = `<div class="panes" data-panes><ul class="queue">
<li id="row-7" data-queue-row aria-current="true"></li><li id="row-8" data-queue-row></li></ul>
<section id="case-pane"></section></div>`;

const settled = () => new Promise((done) => setTimeout(done));

function start(): { panes: HTMLElement; pane: Element } {
  document.body.innerHTML = PANES;
  const panes = document.querySelector<HTMLElement>("[data-panes]");
  const pane = document.querySelector("#case-pane");
  if (!panes || !pane) throw new Error("the page is not there");
  connect(panes);
  return { panes, pane };
}

afterEach(() => document.body.replaceChildren());

test("the row of the case that was opened is marked, and no other", async () => {
  const { panes, pane } = start();
  pane.innerHTML = '<div data-case="8"></div>';
  await settled();
  expect(panes.querySelector("[aria-current]")?.id).toBe("row-8");
  expect(panes.querySelectorAll("[aria-current]")).toHaveLength(1);
});

test("an open case takes the place of the list on a narrow screen", async () => {
  const { panes, pane } = start();
  expect(panes.hasAttribute("data-open")).toBe(false);
  pane.innerHTML = '<div data-case="8"></div>';
  await settled();
  expect(panes.hasAttribute("data-open")).toBe(true);
});

test("an answer that is no case changes nothing", async () => {
  const { panes, pane } = start();
  pane.innerHTML = "<p>没有找到</p>";
  await settled();
  expect(panes.querySelector("[aria-current]")?.id).toBe("row-7");
});
