"""What JupyterHub is started with: the settings, handed to one piece after the other.

    COURSE_HUB=/etc/course/hub.toml jupyterhub -f hub/jupyterhub_config.py

`python -m hub start` does that, and says in one sentence what is wrong with the settings.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # JupyterHub reads this file by path

from hub import pieces, settings

pieces.configure(get_config(), settings.read())  # noqa: F821, JupyterHub defines get_config
