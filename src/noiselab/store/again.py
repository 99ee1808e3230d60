"""What becomes of finished points that differ from what they would be now."""

from typing import Literal

# `stop` refuses the request if there are any, `keep` uses them as they are, `changed`
# runs them again; `all` runs every point again, whether it differs or not; `dropped`
# runs those again whose network was not kept and is needed now, and else is as `stop`.
Again = Literal["stop", "keep", "changed", "dropped", "all"]
