"""Street View House Numbers, cropped to one digit, 32×32 (http://ufldl.stanford.edu/housenumbers/).

73,257 training and 26,032 test images ("format 2"), often with parts of other digits at the sides.
A MATLAB file holds X (32, 32, 3, N) uint8 and y (N, 1), where 10 stands for the digit 0. Here
images are NHWC and a label is its digit. The 531,131 easier "extra" images are not used.
"""

import io

import numpy as np

from helpers.datasets.dataset import Split

TRAIN, TEST = "train_32x32.mat", "test_32x32.mat"


def parse_mat(content):
    """Bytes of one file -> Split; ValueError unless it holds X and y as described above."""
    import scipy.io  # only this data set needs it, and it takes a while to load

    table = scipy.io.loadmat(io.BytesIO(content), variable_names=("X", "y"))
    images, digits = table.get("X"), table.get("y")
    if images is None or digits is None or images.shape[:3] != (32, 32, 3):
        raise ValueError("not SVHN's cropped digits: X (32, 32, 3, N) and y are needed")
    if not np.isin(digits, range(1, 11)).all():
        raise ValueError("not SVHN's cropped digits: labels in y must be from 1 to 10")
    return Split(np.ascontiguousarray(images.transpose(3, 0, 1, 2)), digits.ravel() % 10)


def parse(contents):
    """{file: content} -> (training split, test split)."""
    return parse_mat(contents[TRAIN]), parse_mat(contents[TEST])
