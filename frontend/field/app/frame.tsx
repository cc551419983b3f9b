/** The frame of the app: one screen, and five tabs under the thumb. */
import { type Component, defineComponent, h } from "vue";
import { t } from "../words";
import { ActScreen } from "./act";
import { CaseScreen } from "./case";
import { MapScreen } from "./map";
import { AnnouncementsScreen, MattersScreen, MeScreen } from "./me";
import { MergeScreen } from "./merge";
import { OpenScreen } from "./opening";
import { OutboxScreen } from "./outbox";
import { PatrolScreen } from "./patrol";
import { keepPictures } from "./pictures";
import { Icon, Question, Snack } from "./pieces";
import { ReportScreen } from "./report";
import { address, route } from "./route";
import { needing, onDay, state } from "./state";
import { TodayScreen, toDo } from "./today";

interface Screen {
  shows: Component;
  tab: string;
}

const SCREENS: Record<string, Screen> = {
  today: { shows: TodayScreen, tab: "today" },
  case: { shows: CaseScreen, tab: "today" },
  act: { shows: ActScreen, tab: "today" },
  patrol: { shows: PatrolScreen, tab: "patrol" },
  report: { shows: ReportScreen, tab: "report" },
  open: { shows: OpenScreen, tab: "report" },
  map: { shows: MapScreen, tab: "map" },
  me: { shows: MeScreen, tab: "me" },
  outbox: { shows: OutboxScreen, tab: "me" },
  merge: { shows: MergeScreen, tab: "me" },
  matters: { shows: MattersScreen, tab: "me" },
  announcements: { shows: AnnouncementsScreen, tab: "me" },
};

const tabs = () => [
  { name: "today", title: t("今天"), icon: "list-details", mark: toDo(state.today?.cases ?? []).length },
  { name: "patrol", title: t("巡查"), icon: "checklist", mark: 0 },
  { name: "report", title: t("上报"), icon: "camera", mark: 0 },
  { name: "map", title: t("地图"), icon: "map-2", mark: 0 },
  { name: "me", title: t("我的"), icon: "user", mark: needing.value },
];

/** Photos come after everything else has: not while something is being sent, nor beside the app's first load. */
const PHOTOS_AFTER_MS = 4000;

export const Frame = defineComponent({
  setup() {
    onDay(() => setTimeout(() => void keepPictures(), PHOTOS_AFTER_MS));
    return () => {
      const found = SCREENS[route.value.name] ?? { shows: TodayScreen, tab: "today" };
      return (
        <>
          {state.phase === "starting" ? (
            <main class="page" id="main">
              <h1 class="starting">{t("正在打开…")}</h1>
            </main>
          ) : (
            h(found.shows, { key: `${route.value.name}/${route.value.id}/${route.value.sub}` })
          )}
          <nav class="tabs" aria-label={t("主要页面")}>
            {tabs().map((one) => (
              <a
                key={one.name}
                href={address(one.name)}
                aria-current={found.tab === one.name ? "page" : undefined}
                class={one.name === "report" ? "tab-report" : ""}
              >
                <Icon name={one.icon} />
                <span>{one.title}</span>
                {one.mark > 0 ? (
                  <b class="tab-mark">
                    {one.mark}
                    <span class="unseen">{one.name === "me" ? t("条要处理") : t("件")}</span>
                  </b>
                ) : null}
              </a>
            ))}
          </nav>
          <Snack />
          <Question />
        </>
      );
    };
  },
});
