/** Which screen is shown: the part of the address after #, so that the way back and a reload keep working offline. */
import { ref } from "vue";
import { hushOld } from "./snack";

export interface Route {
  name: string;
  id: string;
  sub: string;
}

export function parsedRoute(hash: string): Route {
  const [name = "", id = "", sub = ""] = hash.replace(/^#\/?/, "").split("/").map(decodeURIComponent);
  return { name: name || "today", id, sub };
}

export const route = ref<Route>({ name: "today", id: "", sub: "" });

export const address = (name: string, ...parts: (string | number)[]): string =>
  `#/${[name, ...parts].map((one) => encodeURIComponent(one)).join("/")}`;

export function go(name: string, ...parts: (string | number)[]): void {
  location.hash = address(name, ...parts);
}

export function back(otherwise: string): void {
  if (history.length > 1) history.back();
  else go(otherwise);
}

export function followAddress(): void {
  const follow = () => {
    route.value = parsedRoute(location.hash);
    scrollTo(0, 0);
    hushOld();
  };
  addEventListener("hashchange", follow);
  follow();
}
