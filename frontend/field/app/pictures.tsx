/** Photos of the day's cases: the small ones are kept on the phone, sealed like everything else there. */
import { defineComponent, onUnmounted, type PropType, shallowRef, watch } from "vue";
import type { Case } from "../core/wire";
import { picture, state } from "./state";

type Photo = Case["photos"][number];

const OWNER = "day";
/** More than a day's cases have; each weighs a few kilobytes. */
const MOST = 200;
const slot = (id: string): string => `small/${id}`;

const wanted = (): Photo[] =>
  (state.today?.cases ?? [])
    .flatMap((one) => one.photos)
    .filter((one) => one.thumb)
    .slice(0, MOST);

let isBusy = false;

/** Fetches what is not here yet, and lets go of what the day no longer has; stops at the first that does not come. */
export async function keepPictures(): Promise<void> {
  const { store } = state;
  if (!store || isBusy) return;
  isBusy = true;
  try {
    const photos = wanted();
    const here = new Set(await store.filesOf(OWNER));
    const needed = new Set(photos.map((one) => slot(one.id)));
    const gone = [...here].filter((id) => !needed.has(id));
    if (gone.length > 0)
      await store.write(
        [],
        gone.map((id) => ({ shelf: "files", id })),
      );
    for (const { id, thumb } of photos.filter((one) => !here.has(slot(one.id)))) {
      const answer = await fetch(picture(thumb), { priority: "low" });
      if (answer.status === 404) continue;
      if (!answer.ok || !answer.headers.get("Content-Type")?.startsWith("image/")) return;
      const value = await answer.arrayBuffer();
      await store.write([{ shelf: "files", id: slot(id), value, owner: OWNER }]);
    }
  } catch {
    // no network, or no room: the next time there is a new day
  } finally {
    isBusy = false;
  }
}

/** The address of a small photo: what the phone keeps, else the server's. */
async function sourceOf(photo: Photo): Promise<string> {
  const bytes = await state.store?.bytes("files", slot(photo.id)).catch(() => undefined);
  return bytes ? URL.createObjectURL(new Blob([bytes], { type: "image/jpeg" })) : picture(photo.thumb);
}

/** A photo of a case; `full` asks for the whole one, and shows the small one where that does not come. */
export const Picture = defineComponent({
  props: {
    of: { type: Object as PropType<Photo>, required: true },
    full: { type: Boolean, default: false },
    alt: { type: String, default: "" },
  },
  setup(props) {
    const small = shallowRef("");
    const hasFailed = shallowRef(false);
    const release = () => small.value.startsWith("blob:") && URL.revokeObjectURL(small.value);
    const load = async () => {
      release();
      hasFailed.value = false;
      small.value = await sourceOf(props.of);
    };
    watch(() => props.of.id, load, { immediate: true });
    onUnmounted(release);
    return () => {
      const address = props.full && !hasFailed.value ? picture(props.of.full) : small.value;
      return address ? (
        <img
          src={address}
          alt={props.alt}
          data-kept={address.startsWith("blob:")}
          onError={(event: Event) => {
            if (props.full && !hasFailed.value) hasFailed.value = true;
            else (event.target as HTMLElement).hidden = true; // what is not on the phone leaves no hole
          }}
        />
      ) : null;
    };
  },
});
