/** Taking photos and recording a spoken note. */
import { defineComponent, onUnmounted, type PropType, ref } from "vue";
import { t } from "../words";
import { type HeldFiles, held } from "./held";
import { Icon } from "./pieces";
import { snack } from "./snack";

export const Photos = defineComponent({
  props: {
    files: { type: Object as PropType<HeldFiles>, required: true },
    label: { type: String, required: true },
    error: { type: String, default: "" },
    required: { type: Boolean, default: false },
    name: { type: String, default: "photos" },
  },
  setup(props) {
    const chosen = async (event: Event) => {
      const input = event.target as HTMLInputElement;
      const files = [...(input.files ?? [])];
      input.value = "";
      await props.files.take(files);
    };
    return () => (
      <fieldset class="photos" data-testid={`photos-${props.name}`}>
        <legend>
          {props.label}
          {props.required ? <b class="must">{t("必填")}</b> : null}
        </legend>
        <ul>
          {props.files.list.value.map((one, index) => (
            <li key={one.id}>
              <img src={one.url} alt={t("照片 {n}", { n: index + 1 })} />
              <button
                type="button"
                aria-label={t("去掉照片 {n}", { n: index + 1 })}
                onClick={() => props.files.drop(one.id)}
              >
                <Icon name="x" />
              </button>
            </li>
          ))}
          {props.files.list.value.length < props.files.most ? (
            <li key="add">
              <label class="photos-add">
                <Icon name="camera" />
                <span>{props.files.isBusy.value ? t("处理中…") : t("拍照")}</span>
                <input
                  type="file"
                  accept="image/*"
                  multiple
                  aria-label={t("添加{label}", { label: props.label })}
                  onChange={chosen}
                />
              </label>
            </li>
          ) : null}
        </ul>
        {props.error ? <p class="error">{props.error}</p> : null}
      </fieldset>
    );
  },
});

const MOST_SECONDS = 60;
const KINDS = ["audio/webm;codecs=opus", "audio/mp4", "audio/webm", "audio/ogg"];

function recordable(): string | null {
  if (typeof MediaRecorder === "undefined" || !navigator.mediaDevices) return null;
  return KINDS.find((kind) => MediaRecorder.isTypeSupported(kind)) ?? null;
}

const minutes = (seconds: number): string =>
  `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;

export const Voice = defineComponent({
  props: { files: { type: Object as PropType<HeldFiles>, required: true } },
  setup(props) {
    const kind = recordable();
    const seconds = ref(-1);
    let recorder: MediaRecorder | null = null;
    let timer: ReturnType<typeof setInterval> | undefined;

    const finish = () => recorder?.state === "recording" && recorder.stop();
    onUnmounted(finish);

    const keep = async (pieces: Blob[], type: string) => {
      const bytes = await new Blob(pieces).arrayBuffer();
      if (bytes.byteLength === 0) snack(t("没有录到声音，请再试一次。"), { kind: "bad" });
      else await props.files.put(held(bytes, type.split(";")[0] ?? type));
    };

    const begin = async (type: string) => {
      const stream = await navigator.mediaDevices.getUserMedia({ audio: true }).catch(() => null);
      if (!stream) {
        snack(t("没有得到麦克风许可，可以改用文字。"), { kind: "bad" });
        return;
      }
      const pieces: Blob[] = [];
      recorder = new MediaRecorder(stream, { mimeType: type, audioBitsPerSecond: 24_000 });
      recorder.addEventListener("dataavailable", (event) => pieces.push(event.data));
      recorder.addEventListener("stop", () => {
        for (const track of stream.getTracks()) track.stop();
        clearInterval(timer);
        seconds.value = -1;
        recorder = null;
        void keep(pieces, type);
      });
      recorder.start();
      seconds.value = 0;
      timer = setInterval(() => {
        seconds.value += 1;
        if (seconds.value >= MOST_SECONDS) finish();
      }, 1000);
    };

    return () => {
      const [note] = props.files.list.value;
      if (note) {
        return (
          <div class="voice">
            <audio controls src={note.url} aria-label={t("语音说明")} />
            <button type="button" class="quiet" onClick={() => props.files.drop(note.id)}>
              <Icon name="trash" />
              {t("不要这段")}
            </button>
          </div>
        );
      }
      if (!kind) return null;
      const isOn = seconds.value >= 0;
      return (
        <div class="voice">
          <button
            type="button"
            class={isOn ? "quiet recording" : "quiet"}
            onClick={() => (isOn ? finish() : begin(kind))}
          >
            <Icon name={isOn ? "check" : "microphone"} />
            {isOn ? t("说完了 {time}", { time: minutes(seconds.value) }) : t("按一下，用说的")}
          </button>
        </div>
      );
    };
  },
});
