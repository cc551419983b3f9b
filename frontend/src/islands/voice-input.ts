/**
 * A spoken note: record at most a minute, listen, take it away again. Where nothing can be recorded the plain file
 * field stays. Template: parts/voice_input.html
 *
 * <div class="field" data-voice-input data-seconds="60">
 *   <label for="voice">语音说明</label> <input type="file" id="voice" name="voice" accept="audio/*">
 * </div>
 *
 * The microphone is asked for when the button is pressed and let go when the recording ends.
 */
import { island, type Stop } from "../islands";
import { announce, icon, make, numberFrom } from "../lib/dom";
import { say } from "../lib/words";

const SECONDS = 60;
const KINDS: [type: string, ending: string][] = [
  ["audio/mp4", "m4a"],
  ["audio/webm;codecs=opus", "webm"],
  ["audio/webm", "webm"],
  ["audio/ogg", "ogg"],
];

/** 75 → 1:15 */
export const minutes = (seconds: number): string =>
  `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;

function recordable(): [type: string, ending: string] | null {
  if (typeof MediaRecorder === "undefined" || !navigator.mediaDevices) return null;
  return KINDS.find(([type]) => MediaRecorder.isTypeSupported(type)) ?? null;
}

class VoiceInput {
  private readonly box = make("div", { class: "voice", "data-state": "empty" });
  private readonly record = make("button", { type: "button", class: "btn" });
  private readonly time = make("span", { class: "voice-time", role: "timer" });
  private readonly words = make("span", { class: "muted small" });
  private recorder: MediaRecorder | null = null;
  private timer: ReturnType<typeof setInterval> | undefined;
  private readonly seconds: number;

  constructor(
    root: HTMLElement,
    private readonly input: HTMLInputElement,
    private readonly kind: [type: string, ending: string],
  ) {
    this.seconds = numberFrom(root.dataset.seconds) ?? SECONDS;
    input.classList.add("unseen");
    input.tabIndex = -1;
    input.setAttribute("aria-hidden", "true");
    input.after(this.box);
    this.record.addEventListener("click", () => void (this.recorder ? this.finish() : this.begin()));
    this.showEmpty();
  }

  private set state(state: string) {
    this.box.dataset.state = state;
  }

  private showEmpty(words = say("最长 {n} 秒，可以不录", { n: this.seconds })): void {
    this.state = "empty";
    this.record.replaceChildren(icon("microphone"), say("按一下开始说"));
    this.words.textContent = words;
    this.box.replaceChildren(this.record, this.words);
  }

  private async begin(): Promise<void> {
    let stream: MediaStream;
    try {
      stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    } catch {
      this.showEmpty(say("没有得到麦克风许可，可以改用文字。"));
      return;
    }
    const pieces: Blob[] = [];
    const recorder = new MediaRecorder(stream, { mimeType: this.kind[0] });
    this.recorder = recorder;
    recorder.addEventListener("dataavailable", (event) => pieces.push(event.data));
    recorder.addEventListener("stop", () => {
      for (const track of stream.getTracks()) track.stop();
      this.recorder = null;
      clearInterval(this.timer);
      this.keep(pieces);
    });
    recorder.start();
    this.showRecording();
  }

  private showRecording(): void {
    this.state = "recording";
    const from = Date.now();
    this.time.textContent = minutes(0);
    this.record.replaceChildren(icon("check"), say("说完了"));
    this.box.replaceChildren(this.record, this.time);
    this.record.focus();
    announce(say("正在录音"));
    this.timer = setInterval(() => {
      const passed = (Date.now() - from) / 1000;
      this.time.textContent = minutes(passed);
      if (passed >= this.seconds) this.finish();
    }, 250);
  }

  private finish(): void {
    if (this.recorder?.state === "recording") this.recorder.stop();
  }

  private keep(pieces: Blob[]): void {
    const type = this.kind[0].split(";")[0] ?? "";
    const file = new File(pieces, `voice.${this.kind[1]}`, { type });
    if (file.size === 0) {
      this.showEmpty(say("没有录到声音，请再试一次。"));
      return;
    }
    this.hold(file);
    const sound = make("audio", { controls: true, src: URL.createObjectURL(file) });
    const remove = make("button", { type: "button", class: "btn btn-ghost" }, icon("trash"), say("不要这段"));
    remove.addEventListener("click", () => {
      URL.revokeObjectURL(sound.src);
      this.hold(null);
      this.showEmpty();
      this.record.focus();
    });
    this.state = "kept";
    this.box.replaceChildren(sound, remove);
    remove.focus();
    announce(say("录好了，可以听一遍"));
  }

  private hold(file: File | null): void {
    const box = new DataTransfer();
    if (file) box.items.add(file);
    this.input.files = box.files;
  }

  stop(): void {
    clearInterval(this.timer);
    this.finish();
  }
}

export const connect = island("voice-input", (element): Stop | undefined => {
  const input = element.querySelector<HTMLInputElement>("input[type=file]");
  const kind = recordable();
  if (!input || !kind) return undefined;
  const voice = new VoiceInput(element, input, kind);
  return () => voice.stop();
});
