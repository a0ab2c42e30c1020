"""Run ``python -m doesithold <command>``."""

import sys

from doesithold.cli.main import main

sys.exit(main())
