/** Photos and voice of a form that is being filled in, kept on the phone from the moment they are taken. */
import { shallowRef } from "vue";
import { uuid } from "../core/hash";
import { prepared } from "../core/photos";
import { t } from "../words";
import { snack } from "./snack";
import { fileBytes, state } from "./state";

export interface Held {
  id: string;
  type: string;
  bytes: ArrayBuffer;
  /** Address under which this page can show it. */
  url: string;
}

export interface HeldRef {
  id: string;
  type: string;
}

export const MOST_PHOTOS = 6;

export function held(bytes: ArrayBuffer, type: string, id = uuid()): Held {
  return { id, type, bytes, url: URL.createObjectURL(new Blob([bytes], { type })) };
}

/** A list of files that survives a killed browser: each is on the disk before it is on the screen. */
export class HeldFiles {
  readonly list = shallowRef<Held[]>([]);
  readonly isBusy = shallowRef(false);

  constructor(
    private readonly owner: string,
    readonly most = MOST_PHOTOS,
  ) {}

  get refs(): HeldRef[] {
    return this.list.value.map(({ id, type }) => ({ id, type }));
  }

  async take(files: File[]): Promise<void> {
    this.isBusy.value = true;
    const isTooMany = files.length > this.most - this.list.value.length;
    try {
      for (const file of files.slice(0, this.most - this.list.value.length)) {
        await this.put(held(await prepared(file), "image/jpeg"));
      }
      if (isTooMany) snack(t("最多 {n} 张照片，多出的没有放进来。", { n: this.most }));
    } catch {
      snack(t("这张照片读不出来，请换一张或重新拍。"), { kind: "bad" });
    } finally {
      this.isBusy.value = false;
    }
  }

  async put(one: Held): Promise<void> {
    await state.store
      ?.write([{ shelf: "files", id: one.id, value: one.bytes, owner: this.owner }])
      .catch(() => snack(t("手机存满了，这张照片只在本页里。"), { kind: "bad" }));
    this.list.value = [...this.list.value, one];
  }

  async drop(id: string): Promise<void> {
    const gone = this.list.value.find((one) => one.id === id);
    if (gone) URL.revokeObjectURL(gone.url);
    this.list.value = this.list.value.filter((one) => one.id !== id);
    await state.store?.write([], [{ shelf: "files", id }]).catch(() => {});
  }

  /** Takes up files that are kept already; as copies under new ids, when an item is to be sent anew. */
  async restore(refs: HeldRef[], asCopies = false): Promise<void> {
    this.clear();
    for (const { id, type } of refs) {
      const bytes = await fileBytes(id);
      if (!bytes) continue;
      if (asCopies) await this.put(held(bytes, type));
      else this.list.value = [...this.list.value, held(bytes, type, id)];
    }
  }

  clear(): void {
    for (const one of this.list.value) URL.revokeObjectURL(one.url);
    this.list.value = [];
  }
}
