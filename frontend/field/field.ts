/** The phone app begins here. */
import { createApp } from "vue";
import { Frame } from "./app/frame";
import { hurryWhenHidden } from "./app/keeping";
import { followAddress } from "./app/route";
import { start } from "./app/state";
import { keepApp } from "./app/updating";
import { chosenLanguage, speak } from "./words";

const place = document.querySelector("#app");

function begin(frame: Element): void {
  followAddress();
  createApp(Frame).mount(frame);
  hurryWhenHidden();
  void start().finally(keepApp);
}

const language = chosenLanguage(document.cookie, navigator.languages);
if (place && language === "zh-CN") begin(place);
else if (place)
  speak(language)
    .catch(() => {}) // its words are not on the phone: Chinese is
    .finally(() => begin(place));
