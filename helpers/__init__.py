"""What stands behind the notebooks: data sets, networks, training, probes, runs, figures, widgets.

Importing this package alone loads nothing heavy; see each subpackage's docstring.
"""

from . import quiet_import

quiet_import.install()
