"""Run ``python -m analysis <command>``."""

import sys

from analysis.cli import main

sys.exit(main())
