import { describe, expect, it } from "vitest";
import { sheetOf } from "./figures";

describe("a table taken away", () => {
  it("keeps heads and quotes what a comma would split", () => {
    document.body.innerHTML = `<table><thead><tr><th>时间</th><th>上报</th></tr></thead>
      <tbody><tr><th>11-01, 周日</th><td>3</td></tr><tr><th>"二"</th><td>0</td></tr></tbody></table>`;
    const table = document.querySelector("table") as HTMLTableElement;
    expect(sheetOf(table)).toBe('\ufeff"时间","上报"\r\n"11-01, 周日","3"\r\n"""二""","0"\r\n');
  });
});
