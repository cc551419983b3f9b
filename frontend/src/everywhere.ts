import { here, type Load } from "./islands";
import * as dialog from "./islands/dialog";
import * as lightbox from "./islands/lightbox";
import * as relativeTime from "./islands/relative-time";
import { copy, drawer, focusFirst, menu, once, print } from "./islands/small";
import * as toasts from "./islands/toasts";

/** Small islands that every face uses: part of the first script. */
export const everywhere: Record<string, Load> = {
  copy: here(copy),
  dialog: here(dialog.connectDialog),
  "dialog-open": here(dialog.connect),
  drawer: here(drawer),
  "focus-first": here(focusFirst),
  lightbox: here(lightbox.connect),
  menu: here(menu),
  once: here(once),
  print: here(print),
  "relative-time": here(relativeTime.connect),
  toasts: here(toasts.connect),
};

/** Larger islands: fetched when a page has one. */
export const onDemand: Record<string, Load> = {
  combo: () => import("./islands/combo"),
  "map-pick": () => import("./islands/map-pick"),
  "map-view": () => import("./islands/map-view"),
  "photo-input": () => import("./islands/photo-input"),
  "signature-pad": () => import("./islands/signature-pad"),
  "voice-input": () => import("./islands/voice-input"),
};
