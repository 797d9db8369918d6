"""Many trainings of one model, by Optuna, for the arguments that do best on instances held out.

It needs the extra ``search``. Nothing here loads a framework before a trial begins.
"""

from codings.trials.planning import plan_search
from codings.trials.report import write_report
from codings.trials.space import Axis, find_space
from codings.trials.study import Search

__all__ = ["Axis", "Search", "find_space", "plan_search", "write_report"]
