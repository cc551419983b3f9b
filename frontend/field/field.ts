/** The phone app begins here. */
import { createApp } from "vue";
import { Frame } from "./app/frame";
import { followAddress } from "./app/route";
import { start } from "./app/state";
import { keepApp } from "./app/updating";

followAddress();
const place = document.querySelector("#app");
if (place) {
  createApp(Frame).mount(place);
  void start().finally(keepApp);
}
