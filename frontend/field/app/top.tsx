/** The head of the five main screens: its name, the posting, and what is not sent yet. */
import type { FunctionalComponent } from "vue";
import { t } from "../words";
import { Icon } from "./pieces";
import { address } from "./route";
import { state } from "./state";
import { summary } from "./status";

const ICONS: Record<string, string> = {
  arrived: "circle-check",
  sending: "upload",
  phone: "device-mobile",
  attention: "alert-triangle",
  offline: "cloud-off",
};

export const Top: FunctionalComponent<{ title: string }> = ({ title }) => {
  const now = summary();
  return (
    <>
      <header class="top">
        <div>
          <h1>{title}</h1>
          <p>{state.today?.posting?.ground.name ?? ""}</p>
        </div>
        <a class="pill" data-state={now.name} data-testid="pill" href={address("outbox")}>
          <Icon name={ICONS[now.name] ?? "inbox"} />
          <span>{now.words}</span>
        </a>
      </header>
      {state.update ? (
        <button type="button" class="banner" data-testid="update" onClick={() => state.update?.()}>
          <Icon name="refresh" />
          <span>{t("应用有新版本。没送到的都会留着。")}</span>
          <b>{t("更新")}</b>
        </button>
      ) : null}
      {state.signedIn ? null : (
        <a class="banner" href="/accounts/login/?next=/field/" data-testid="sign-in">
          <Icon name="lock" />
          <span>{t("登录已过期。写好的都在手机上，登录后接着发。")}</span>
          <b>{t("去登录")}</b>
        </a>
      )}
    </>
  );
};
