/** What a table says: names down the side, one series of numbers for each further column. */
export interface Series {
  names: string[];
  columns: { title: string; numbers: number[] }[];
}

const words = (cell: Element | null | undefined): string => cell?.textContent?.trim() ?? "";

export function tableOf(table: HTMLTableElement): Series {
  const rows = [...table.querySelectorAll("tbody tr")].filter((row) => row.querySelector("th"));
  const titles = [...table.querySelectorAll("thead th")].slice(1).map(words);
  return {
    names: rows.map((row) => words(row.querySelector("th"))),
    columns: titles.map((title, at) => ({
      title,
      numbers: rows.map((row) => Number(words(row.querySelectorAll("td")[at])) || 0),
    })),
  };
}
