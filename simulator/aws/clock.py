"""The simulated time: moto stamps what it makes with it, so that a key can be two years old and a run repeatable."""

import datetime
import types

TODAY = datetime.datetime(2026, 3, 2, 9, 0, 0)


class Clock:
    """Stands still until it is told to move."""

    def __init__(self) -> None:
        self.now = TODAY

    def days_ago(self, days: float) -> datetime.datetime:
        self.now = TODAY - datetime.timedelta(days=days)
        return self.now


clock = Clock()


def install() -> None:
    """Call before any of moto's services is imported: they import `utcnow` by name."""
    import moto.core.utils

    moto.core.utils.utcnow = lambda: clock.now

    # S3 asks the standard library itself for the creation date of a bucket.
    import moto.s3.models

    class SimulatedDatetime(datetime.datetime):
        @classmethod
        def now(cls, tz: datetime.tzinfo | None = None) -> datetime.datetime:
            return clock.now.replace(tzinfo=tz)

    shim = types.SimpleNamespace(**{name: getattr(datetime, name) for name in dir(datetime) if not name.startswith("__")})
    shim.datetime = SimulatedDatetime
    moto.s3.models.datetime = shim
