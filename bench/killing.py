"""A server killed 200 times at a random moment of printing, and an agent 40 times: what is left to count.

Prints how many tickets ended how, and how many papers carry each. None may come out twice or be lost.
"""

import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

sys.path.append(str(Path(__file__).parent.parent / "tests"))
from fake_printer import FakePrinter
from killed import KilledBranch, Outcome, wrong

SERVERS = 200
AGENTS = 40
SPAN_S = (0.0, 0.5)  # from when the printer is first spoken to until the moment of death


def main() -> int:
    """Kill and count; return 1 if anything is wrong."""
    return max(_tell("server", SERVERS, _kill_servers), _tell("agent", AGENTS, _kill_agents))


def _tell(whom: str, times: int, kill: Callable[[KilledBranch, int], None]) -> int:
    since = perf_counter()
    with (
        TemporaryDirectory() as folder,
        FakePrinter().on_network() as printer,
        KilledBranch(Path(folder), printer, remote=whom == "agent", seed=20261125) as branch,
    ):
        printer.having(answer_after_s=0.05)
        kill(branch, times)
        branch.comes_to_rest()
        outcomes = branch.outcomes()
    bad = wrong(outcomes)
    took = perf_counter() - since
    print(f"{whom} killed {times} times while printing ({took:.0f} s): {len(outcomes)} tickets")
    counted = Counter((one.state, one.papers) for one in outcomes.values())
    for (state, papers), count in sorted(counted.items()):
        mark = "" if not wrong({"": Outcome(state, papers)}) else "   WRONG"
        print(f"  {state:<12} {papers} paper{'' if papers == 1 else 's'}  {count:>5}{mark}")
    return int(bool(bad))


def _kill_servers(branch: KilledBranch, times: int) -> None:
    server = branch.opens()
    for _ in range(times):
        branch.crowd(SPAN_S, then=[server])
        server = branch.opens_again()


def _kill_agents(branch: KilledBranch, times: int) -> None:
    branch.opens()
    branch.starts_agent()
    for _ in range(times):
        branch.crowd(SPAN_S, then=[0])
        branch.starts_agent()


if __name__ == "__main__":
    sys.exit(main())
