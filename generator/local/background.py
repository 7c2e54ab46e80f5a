"""Work that goes on by itself: threads that end with the host."""

import sys
import traceback
from collections.abc import Callable
from threading import Event, Thread


class Background:
    """All threads of the host. A failure in one is printed, and ends nothing else."""

    def __init__(self) -> None:
        self._ending = Event()

    @property
    def ending(self) -> bool:
        return self._ending.is_set()

    def start(self, work: Callable[[], None]) -> None:
        """Do some work in a thread of its own."""
        Thread(target=self._guarded, args=(work,), daemon=True).start()

    def repeat(self, work: Callable[[], None], every_s: float) -> None:
        """Do some work again and again until the host ends."""

        def loop() -> None:
            while not self.wait(every_s):
                self._guarded(work)

        Thread(target=loop, daemon=True).start()

    def wait(self, seconds: float) -> bool:
        """Wait, or until the host ends; tell whether it does."""
        return self._ending.wait(seconds)

    def end(self) -> None:
        """Let all threads end as soon as they can."""
        self._ending.set()

    def _guarded(self, work: Callable[[], None]) -> None:
        try:
            work()
        except Exception:  # noqa: BLE001 - the boundary of a thread: a failure of one delivery must not end the host
            if not self.ending:
                traceback.print_exc(file=sys.stderr)
