"""Building the demo county through the ordinary actions of the other rooms; each stage once, all of it or nothing."""

from linli.demo.actions.cases import play_cases
from linli.demo.actions.commits import unhurried_disk
from linli.demo.actions.county import lay_map, post_staff, set_matters, settle_ground
from linli.demo.actions.disputes import stir_disputes, trials
from linli.demo.actions.risks import weigh_risks
from linli.demo.actions.rounds import send_round

__all__ = [
    "lay_map",
    "play_cases",
    "post_staff",
    "send_round",
    "set_matters",
    "settle_ground",
    "stir_disputes",
    "trials",
    "unhurried_disk",
    "weigh_risks",
]
