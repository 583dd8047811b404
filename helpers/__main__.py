"""python -m helpers doctor | fetch | count | train | sweep"""

import sys

from helpers.cli import main

if __name__ == "__main__":
    sys.exit(main())
