"""Do the words somebody typed ask for help in danger, and whom may they ring at once?"""

from web.crisis.words import CrisisHelp, crisis_help

__all__ = ["CrisisHelp", "crisis_help"]
