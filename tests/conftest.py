"""Tests leave no trace: no progress is noted, no bar is drawn, and figures need no screen."""

import os

os.environ.setdefault("NNLIB_PROGRESS", "off")
os.environ.setdefault("NNLIB_QUIET", "1")
os.environ.setdefault("MPLBACKEND", "agg")
