import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { disconnect } from "../islands";
import { connect, minutes } from "./voice-input";

const stopTrack = vi.fn();
let spoken = "words";

class FakeRecorder extends EventTarget {
  state = "inactive";
  static isTypeSupported = (type: string) => type === "audio/webm";
  start() {
    this.state = "recording";
  }
  stop() {
    this.state = "inactive";
    this.dispatchEvent(Object.assign(new Event("dataavailable"), { data: new Blob([spoken]) }));
    this.dispatchEvent(new Event("stop"));
  }
}

class FakeTransfer {
  private readonly list: File[] = [];
  readonly items = { add: (file: File) => this.list.push(file) };
  get files() {
    return this.list;
  }
}

function microphone(allowed: boolean): void {
  const getUserMedia = allowed
    ? vi.fn().mockResolvedValue({ getTracks: () => [{ stop: stopTrack }] })
    : vi.fn().mockRejectedValue(new Error("denied"));
  vi.stubGlobal("navigator", { mediaDevices: { getUserMedia } });
}

let root: HTMLElement;

function begin(): HTMLElement {
  document.body.innerHTML =
    '<div data-voice-input data-seconds="5"><label for="v">语音</label><input type="file" id="v" name="voice"></div>';
  const element = document.querySelector<HTMLElement>("[data-voice-input]");
  if (!element) throw new Error("no element");
  const input = element.querySelector("input");
  if (input) Object.defineProperty(input, "files", { value: [], writable: true });
  connect(element);
  connect(element);
  root = element;
  return element;
}

const press = async () => {
  root.querySelector("button")?.click();
  await vi.advanceTimersByTimeAsync(0);
};
const held = () => [...(root.querySelector("input")?.files ?? [])].map((file) => file.name);

beforeEach(() => {
  vi.useFakeTimers();
  spoken = "words";
  vi.stubGlobal("MediaRecorder", FakeRecorder);
  vi.stubGlobal("DataTransfer", FakeTransfer);
  vi.stubGlobal("URL", Object.assign(URL, { createObjectURL: () => "blob:x", revokeObjectURL: () => {} }));
  stopTrack.mockReset();
});
afterEach(() => {
  disconnect(root);
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test("75 seconds are written as 1:15", () => expect(minutes(75)).toBe("1:15"));

test("what was said is held by the field, and the microphone is let go", async () => {
  microphone(true);
  begin();
  await press();
  expect(root.querySelector("[role=timer]")).not.toBeNull();
  await press();
  expect(held()).toEqual(["voice.webm"]);
  expect(stopTrack).toHaveBeenCalledTimes(1);
  expect(root.querySelector("audio")).not.toBeNull();
});

test("a recording ends by itself", async () => {
  microphone(true);
  begin();
  await press();
  await vi.advanceTimersByTimeAsync(5500);
  expect(held()).toEqual(["voice.webm"]);
});

test("a note can be taken away again", async () => {
  microphone(true);
  begin();
  await press();
  await press();
  root.querySelector("button")?.click();
  expect(held()).toEqual([]);
  expect(root.querySelector("audio")).toBeNull();
});

test("a refused microphone and silence are said in words", async () => {
  microphone(false);
  begin();
  await press();
  expect(root.textContent).toContain("没有得到麦克风许可");
  microphone(true);
  spoken = "";
  await press();
  await press();
  expect(root.textContent).toContain("没有录到声音");
  expect(held()).toEqual([]);
});

test("where nothing can be recorded the plain field stays", () => {
  vi.stubGlobal("MediaRecorder", undefined);
  begin();
  expect(root.querySelector("button")).toBeNull();
  expect(root.querySelector("input")?.classList.contains("unseen")).toBe(false);
});
