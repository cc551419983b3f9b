/** One field of a form that the server described. */
import { defineComponent, type PropType, ref } from "vue";
import type { FormField } from "../core/wire";
import { t } from "../words";
import type { HeldFiles } from "./held";
import { Photos } from "./media";
import { MatterPicker, matterTitle } from "./picker";
import { Icon, Search, Sheet } from "./pieces";

export type Value = string | boolean | string[] | null;

const Many = new Set(["units"]);

/** More choices than these are a list of their own; more than those can be searched. */
const [MOST_BUTTONS, MOST_ROWS] = [6, 15];

/** Whether a field takes words, not a choice. */
export const isTyped = ({ kind, choices }: FormField): boolean =>
  choices.length === 0 && !["bool", "matter", "date"].includes(kind);

export const Field = defineComponent({
  props: {
    field: { type: Object as PropType<FormField>, required: true },
    value: { type: [String, Boolean, Array] as PropType<Value>, default: null },
    files: { type: Object as PropType<HeldFiles | undefined>, default: undefined },
    error: { type: String, default: "" },
  },
  emits: { change: (_value: Value) => true },
  setup(props, { emit }) {
    const isPicking = ref(false);
    const query = ref("");
    const id = `field-${props.field.name}`;
    const typed = (event: Event) => emit("change", (event.target as HTMLInputElement).value);

    const Must = () =>
      props.field.required ? <b class="must">{t("必填")}</b> : <i class="may">{t("可不填")}</i>;

    /** What helps, and what is wrong; read out with the field. */
    const Below = () => (
      <div id={`${id}-below`}>
        {props.field.help ? <p class="hint">{props.field.help}</p> : null}
        {props.error ? <p class="error">{props.error}</p> : null}
      </div>
    );

    const Labelled = (inner: unknown) => (
      <div class="field">
        <label for={id}>
          {props.field.title} <Must />
        </label>
        {inner}
        <Below />
      </div>
    );

    const choices = () =>
      props.field.kind === "bool"
        ? [
            { value: "true", title: t("是") },
            { value: "false", title: t("否") },
          ]
        : props.field.choices;

    const isChosen = (value: string): boolean => {
      if (Array.isArray(props.value)) return props.value.includes(value);
      return typeof props.value === "boolean" ? String(props.value) === value : props.value === value;
    };

    const choose = (value: string) => {
      if (props.field.kind === "bool") emit("change", value === "true");
      else if (Many.has(props.field.kind)) {
        const now = Array.isArray(props.value) ? props.value : [];
        emit("change", now.includes(value) ? now.filter((one) => one !== value) : [...now, value]);
      } else emit("change", value);
    };

    const Choices = () => (
      <fieldset class="field choices">
        <legend>
          {props.field.title} <Must />
        </legend>
        <div class="choice-buttons">
          {choices().map((one) => (
            <label key={one.value} data-chosen={isChosen(one.value)}>
              <input
                type={Many.has(props.field.kind) ? "checkbox" : "radio"}
                name={id}
                value={one.value}
                checked={isChosen(one.value)}
                onChange={() => choose(one.value)}
              />
              {one.title}
            </label>
          ))}
        </div>
        <Below />
      </fieldset>
    );

    const Matter = () => (
      <div class="field">
        <button type="button" class="row chooser" onClick={() => (isPicking.value = true)}>
          <Icon name="tag" />
          <span class="row-words">
            <small>
              {props.field.title} <Must />
            </small>
            <b>{props.value ? matterTitle(String(props.value)) : t("按类选，或搜一搜")}</b>
          </span>
          <Icon name="chevron-right" />
        </button>
        {props.error ? <p class="error">{props.error}</p> : null}
        <MatterPicker
          show={isPicking.value}
          onClose={() => (isPicking.value = false)}
          onChosen={(code: string) => {
            isPicking.value = false;
            emit("change", code);
          }}
        />
      </div>
    );

    const Row = ({ value, title }: { value: string; title: string }) => (
      <li key={value}>
        <button
          type="button"
          class="row"
          aria-pressed={isChosen(value)}
          onClick={() => {
            isPicking.value = false;
            query.value = "";
            emit("change", value);
          }}
        >
          <span class="row-words">
            <b>{title}</b>
          </span>
          {isChosen(value) ? <Icon name="check" /> : null}
        </button>
      </li>
    );

    /** A list that is too long for buttons. */
    const List = () => {
      const all = props.field.choices;
      const found = all.filter(({ title }) => title.includes(query.value.trim()));
      const chosen = all.find(({ value }) => isChosen(value));
      return (
        <div class="field">
          <button
            type="button"
            class="row chooser"
            data-testid={`choose-${props.field.name}`}
            data-wrong={props.error ? "true" : undefined}
            onClick={() => (isPicking.value = true)}
          >
            <span class="row-words">
              <small>
                {props.field.title} <Must />
              </small>
              <b class={chosen ? "" : "faint"}>{chosen?.title ?? t("点这里，从列表里选")}</b>
            </span>
            <Icon name="chevron-right" />
          </button>
          <Below />
          <Sheet
            show={isPicking.value}
            title={props.field.title}
            full
            onClose={() => (isPicking.value = false)}
          >
            {all.length > MOST_ROWS ? (
              <Search
                words={query.value}
                label={t("在列表里找")}
                hint={t("写几个字，在列表里找")}
                onTyped={(words) => (query.value = words)}
              />
            ) : null}
            <ul class="rows" data-testid={`choices-${props.field.name}`}>
              {found.map(Row)}
            </ul>
          </Sheet>
        </div>
      );
    };

    const text = () => (typeof props.value === "string" ? props.value : "");
    const common = () => ({
      id,
      class: "input",
      maxlength: props.field.max,
      value: text(),
      "aria-invalid": props.error ? ("true" as const) : ("false" as const),
      "aria-describedby": `${id}-below`,
      onInput: typed,
    });
    const Area = () => Labelled(<textarea rows={3} {...common()} />);
    const Input = (type: string) => Labelled(<input type={type} autocomplete="off" {...common()} />);

    return () => {
      const { kind } = props.field;
      if (props.files)
        return (
          <Photos
            files={props.files}
            name={props.field.name}
            label={props.field.title}
            required={props.field.required}
            error={props.error}
          />
        );
      if (kind === "matter" && props.field.choices.length === 0) return <Matter />;
      if (props.field.choices.length > MOST_BUTTONS && !Many.has(kind)) return <List />;
      if (kind === "bool" || props.field.choices.length > 0) return <Choices />;
      if (kind === "date") return Input("date");
      if (kind === "amount" || kind === "number") return Input("number");
      if (kind === "phone") return Input("tel");
      if (kind === "text") return <Area />;
      return Input("text");
    };
  },
});
