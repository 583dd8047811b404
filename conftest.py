"""For tests and notebooks alike: a store of runs of their own, and quiet logs."""

import os
import tempfile

# Runs that somebody trained must not change what is tested, nor tests add to them. Kernels that
# run the notebooks inherit this.
RUNS = tempfile.TemporaryDirectory(prefix="course-runs-", ignore_cleanup_errors=True)
os.environ["COURSE_RUNS"] = RUNS.name
# Nor must what somebody predicted and answered.
ANSWERS = tempfile.TemporaryDirectory(prefix="course-answers-", ignore_cleanup_errors=True)
os.environ["COURSE_ANSWERS"] = ANSWERS.name
# Exercises draw their numbers from the student's name, which a hub would set.
os.environ["COURSE_STUDENT"] = ""
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
