/**
 * Photos with a form: preview, remove, scaled to 1600 px before they are sent. What a browser cannot decode (HEIC on
 * most) is sent as it is; a redrawn picture carries no EXIF. Template: parts/photo_input.html
 *
 * <div class="field" data-photo-input data-most="6" data-most-bytes="15728640">
 *   <label for="photos">照片</label> <input type="file" id="photos" name="photos" accept="image/*" multiple>
 * </div>
 *
 * The file field itself holds what will be sent, so that the form needs no script of its own.
 */
import { island } from "../islands";
import { announce, freshId, icon, make, numberFrom } from "../lib/dom";
import { say } from "../lib/words";

const LONGEST_PX = 1600;
const QUALITY = 0.85;
const MOST = 6;
const MOST_BYTES = 15 * 1024 * 1024;

interface Photo {
  file: File;
  preview: string | null;
  tile: HTMLElement;
}

/** Width and height so that the longer side is at most `LONGEST_PX`; never larger than it was. */
export function scaled(width: number, height: number): [number, number] {
  const factor = Math.min(1, LONGEST_PX / Math.max(width, height));
  return [Math.max(1, Math.round(width * factor)), Math.max(1, Math.round(height * factor))];
}

/** The picture as a JPEG of bounded size without metadata; the file itself when it cannot be decoded here. */
export async function prepared(file: File): Promise<{ file: File; readable: boolean }> {
  let picture: ImageBitmap;
  try {
    picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  } catch {
    return { file, readable: false };
  }
  const [width, height] = scaled(picture.width, picture.height);
  const canvas = make("canvas");
  canvas.width = width;
  canvas.height = height;
  canvas.getContext("2d")?.drawImage(picture, 0, 0, width, height);
  picture.close();
  const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
  if (!blob) return { file, readable: true };
  const name = `${file.name.replace(/\.[^.]*$/, "") || "photo"}.jpg`;
  return {
    file: new File([blob], name, { type: "image/jpeg", lastModified: file.lastModified }),
    readable: true,
  };
}

class PhotoInput {
  private photos: Photo[] = [];
  private readonly most: number;
  private readonly mostBytes: number;
  private readonly list = make("ul", { class: "tiles" });
  private readonly note = make("div", { class: "field-error", hidden: true });
  private readonly add: HTMLButtonElement;
  private readonly addItem: HTMLLIElement;

  constructor(
    private readonly root: HTMLElement,
    private readonly input: HTMLInputElement,
  ) {
    this.most = numberFrom(root.dataset.most) ?? MOST;
    this.mostBytes = numberFrom(root.dataset.mostBytes) ?? MOST_BYTES;
    this.note.id = freshId("photo-note");
    this.add = make("button", { type: "button", class: "tile-add" }, icon("camera"), say("添加照片"));
    const described = [input.getAttribute("aria-describedby"), this.note.id].filter(Boolean).join(" ");
    this.add.setAttribute("aria-describedby", described);
    this.add.addEventListener("click", () => input.click());
    this.addItem = make("li", {}, this.add);
    this.list.append(this.addItem);
    input.classList.add("unseen");
    input.tabIndex = -1;
    input.setAttribute("aria-hidden", "true");
    input.after(this.list, this.note);
    input.addEventListener("change", (event) => {
      if (event.isTrusted || input.files?.length) void this.take([...(input.files ?? [])]);
    });
    this.listenForDrops();
    this.labelTheButton();
  }

  private labelTheButton(): void {
    const label = this.root.querySelector("label");
    if (!label) return;
    this.add.id = freshId("photo-add");
    label.htmlFor = this.add.id;
    label.id ||= freshId("photo-label");
    this.add.setAttribute("aria-labelledby", `${label.id} ${this.add.id}`);
  }

  private listenForDrops(): void {
    this.root.addEventListener("dragover", (event) => event.preventDefault());
    this.root.addEventListener("drop", (event) => {
      event.preventDefault();
      void this.take([...(event.dataTransfer?.files ?? [])]);
    });
  }

  private complain(words: string): void {
    this.note.replaceChildren(icon("alert-circle"), make("span", {}, words));
    this.note.hidden = words === "";
    if (words) announce(words);
  }

  private refusal(files: File[]): string {
    if (files.some((file) => file.type !== "" && !file.type.startsWith("image/")))
      return say("这里只能放照片。");
    if (this.photos.length + files.length > this.most)
      return say("最多 {n} 张照片，多出的没有放进来。", { n: this.most });
    return "";
  }

  async take(files: File[]): Promise<void> {
    this.complain(this.refusal(files));
    const room = this.most - this.photos.length;
    const images = files.filter((file) => file.type === "" || file.type.startsWith("image/")).slice(0, room);
    for (const file of images) await this.takeOne(file);
    this.keep();
    this.input.dispatchEvent(new CustomEvent("linli:photos", { bubbles: true, detail: this.photos.length }));
  }

  private async takeOne(file: File): Promise<void> {
    const tile = make("li", { class: "tile" }, make("progress", { "aria-label": say("正在处理照片") }));
    this.addItem.before(tile);
    const ready = await prepared(file);
    if (ready.file.size > this.mostBytes) {
      tile.remove();
      this.complain(say("照片太大，请换一张小一些的。"));
      return;
    }
    const photo: Photo = {
      file: ready.file,
      preview: ready.readable ? URL.createObjectURL(ready.file) : null,
      tile,
    };
    this.photos.push(photo);
    this.fill(photo);
    announce(say("已添加 {n} 张照片", { n: this.photos.length }));
  }

  private fill(photo: Photo): void {
    const name = photo.file.name;
    const remove = make(
      "button",
      { type: "button", class: "tile-remove", "aria-label": say("去掉 {name}", { name }) },
      icon("x"),
    );
    remove.addEventListener("click", () => this.remove(photo));
    const shown = photo.preview
      ? make("img", { src: photo.preview, alt: name })
      : make("span", { class: "tile-plain" }, icon("photo"), make("span", {}, name));
    photo.tile.replaceChildren(shown, remove);
  }

  private remove(photo: Photo): void {
    this.photos = this.photos.filter((one) => one !== photo);
    photo.tile.remove();
    if (photo.preview) URL.revokeObjectURL(photo.preview);
    this.complain("");
    this.keep();
    announce(say("已去掉，还有 {n} 张照片", { n: this.photos.length }));
    this.add.focus();
  }

  /** Puts what was chosen into the file field, which the form sends. */
  private keep(): void {
    const box = new DataTransfer();
    for (const photo of this.photos) box.items.add(photo.file);
    this.input.files = box.files;
    this.addItem.hidden = this.photos.length >= this.most;
  }
}

export const connect = island("photo-input", (element) => {
  const input = element.querySelector<HTMLInputElement>("input[type=file]");
  // Without a way to fill the field from a list of files, the plain field is the better one.
  if (input && typeof DataTransfer !== "undefined") new PhotoInput(element, input);
  return undefined;
});
