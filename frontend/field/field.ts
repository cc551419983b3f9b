/** The phone app begins here. */
import { createApp } from "vue";
import { Frame } from "./app/frame";
import { followAddress } from "./app/route";
import { start } from "./app/state";

followAddress();
const place = document.querySelector("#app");
if (place) {
  createApp(Frame).mount(place);
  void start();
}
addEventListener("load", () => {
  void navigator.serviceWorker
    ?.register("/field/sw.js", { scope: "/field/", updateViaCache: "none" })
    .catch(() => {});
});
