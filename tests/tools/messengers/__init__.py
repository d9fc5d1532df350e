"""Strict counterparts of the messengers' bot interfaces, over real HTTP on this machine.

``Telegram`` and ``Viber`` are servers with bots; a ``Person`` writes to a bot, presses buttons, blocks it, and has a
screen. Both refuse what the services refuse, sign or name their calls as the services do, and try again in order.
"""

from tests.tools.messengers.telegram import Telegram
from tests.tools.messengers.viber import Viber
from tests.tools.messengers.wire import Bot, Counterpart, Delivery, Fault, Person

__all__ = ["Bot", "Counterpart", "Delivery", "Fault", "Person", "Telegram", "Viber"]
