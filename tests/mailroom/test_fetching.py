"""From a folder and from a real IMAP server to the desk: nothing lost, nothing twice, nothing changed there."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import ssl
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import trustme

from civicore.deployment.model.channels import Imap, Inbox
from civicore.mailroom import imap
from civicore.mailroom.fetching import Fetching
from civicore.mailroom.imap import CannotRead, Place
from tests.databases import everywhere_in_soak
from tests.mailroom import letters
from tests.mailroom.postroom import Postroom
