/** Doing something with a case: the form is the server's, the writing goes to the outbox like every other. */
import { Button } from "vant";
import {
  defineComponent,
  type FunctionalComponent,
  onUnmounted,
  ref,
  shallowRef,
  triggerRef,
  watch,
} from "vue";
import type { FormField } from "../core/wire";
import { t } from "../words";
import {
  acting,
  asDraft,
  begin,
  close,
  type Filling,
  isFiles,
  keeper,
  PLACE,
  postingId,
  resume,
  sentForm,
} from "./acting";
import { Field, isTyped, type Value } from "./fields";
import { Empty, Head, Notice } from "./pieces";
import { go, route } from "./route";
import { snack } from "./snack";
import { caseOf, state, write } from "./state";
import { takeUp } from "./taking-up";

type Errors = Record<string, string>;

function problems(filling: Filling): Errors {
  const sent = sentForm(filling);
  const missing = filling.fields.filter((field) => field.required && !(field.name in sent));
  return Object.fromEntries(
    missing.map((field) => [field.name, t("请填写{title}。", { title: field.title })]),
  );
}

const filesOf = (name: string) => {
  const files = acting.files[name];
  return files ? { files } : {};
};

async function sent(filling: Filling): Promise<string | null> {
  const files = filling.fields.filter(isFiles).flatMap((field) => acting.files[field.name]?.list.value ?? []);
  await keeper.still();
  const item = await write(
    {
      kind: "act",
      posting: postingId(),
      title: `${filling.title} · ${filling.no}`,
      fields: {
        case: filling.case,
        action: filling.action,
        form: sentForm(filling),
        seen_version: filling.seen_version,
        base: filling.base,
      },
      draft: asDraft(filling),
      files: files.map(({ id, bytes, type }) => ({ id, bytes, type })),
      along: () => ({ gone: [PLACE] }),
    },
    acting.replacing || undefined,
  );
  return item?.id ?? null;
}

/** Which case this is about. */
const Which: FunctionalComponent<{ id: number; no: string }> = ({ id, no }) => {
  const found = caseOf(id);
  return (
    <p class="which">
      <b>{found?.matter ?? no}</b>
      <small>{[found?.address, no].filter(Boolean).join(" · ")}</small>
    </p>
  );
};

export const ActScreen = defineComponent({
  setup() {
    begin(Number(route.value.id), route.value.sub);
    const filling = shallowRef(acting.now);
    const refused = state.items.find((one) => one.id === acting.replacing);
    const errors = ref<Errors>({ ...refused?.problem?.errors });
    const isSaving = ref(false);

    const isOpen = ref(false);

    const change = (field: FormField, value: Value) => {
      if (!filling.value) return;
      filling.value.values[field.name] = value;
      triggerRef(filling);
      if (isTyped(field)) keeper.soon();
      else keeper.now();
    };

    const files = () => Object.values(acting.files).map((one) => one.list.value);
    const resumed = resume(Number(route.value.id), route.value.sub).catch(() => false); // written anew
    void resumed.then((isFound) => {
      if (isFound) filling.value = acting.now;
      isOpen.value = true;
      watch(files, () => keeper.now());
    });
    onUnmounted(() => keeper.hurry());

    const submit = async () => {
      const now = filling.value;
      if (!now) return;
      errors.value = problems(now);
      if (Object.keys(errors.value).length > 0) {
        snack(t("还差：{what}", { what: Object.values(errors.value).join("") }), { kind: "bad" });
        return;
      }
      isSaving.value = true;
      const id = await sent(now);
      isSaving.value = false;
      if (!id) {
        keeper.now();
        return;
      }
      close();
      snack(t("已存在手机上，有网络就发送。"), {
        undo: () => {
          const item = state.items.find((one) => one.id === id);
          if (item) void takeUp(item);
          else snack(t("已经送到，收不回来了。"));
        },
      });
      go("case", now.case);
    };

    return () => {
      const now = filling.value;
      const title = now ? now.title : t("办理");
      return (
        <>
          <Head title={title} back={`case/${route.value.id}`} />
          <main
            class="page"
            id="main"
            data-draft={keeper.isKept.value ? "kept" : "open"}
            onFocusout={() => keeper.hurry()}
          >
            {now && isOpen.value ? (
              <>
                {errors.value[""] ? <Notice>{errors.value[""]}</Notice> : null}
                <Which id={now.case} no={now.no} />
                {now.fields.length > 0 ? (
                  <section class="card">
                    {now.fields.map((field) => (
                      <Field
                        key={field.name}
                        field={field}
                        value={now.values[field.name] ?? null}
                        {...filesOf(field.name)}
                        error={errors.value[field.name] ?? ""}
                        onChange={(value: Value) => change(field, value)}
                      />
                    ))}
                  </section>
                ) : (
                  <p>{t("不用填什么，按下面的按钮就行。")}</p>
                )}
              </>
            ) : null}
            {now ? null : (
              <Empty
                icon="inbox"
                title={t("现在不能做这一步")}
                words={t("这件可能已经有了变化，请回到今天看看。")}
              />
            )}
          </main>
          {now ? (
            <section class="action-bar" aria-label={t("提交")}>
              <Button type="primary" block loading={isSaving.value} onClick={submit} data-testid="submit">
                {now.title}
              </Button>
            </section>
          ) : null}
        </>
      );
    };
  },
});
