"""Every write of disputes: ``apply`` begins one; what happens next are acts of the case engine."""

from linli.work.disputes.actions.applying import Application, PartyForm, apply
from linli.work.disputes.actions.catalogue import load_types
from linli.work.disputes.actions.parties import Revealed, reveal_party

__all__ = ["Application", "PartyForm", "Revealed", "apply", "load_types", "reveal_party"]
