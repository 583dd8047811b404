"""Widths of GoogLeNet's modules (Szegedy et al. 2014, arXiv:1409.4842, Table 1). Loads no Keras.

They stand by themselves, because panels show them without a kernel that has loaded Keras.
"""

from collections import namedtuple

# Output channels of each convolution of a module, in the order of Table 1.
Widths = namedtuple("Widths", "one three_reduce three five_reduce five pool")

STAGES = {  # {stage: its modules}; the paper's (3a) is the first of stage 3
    # 28×28, to 256 and 480 channels
    3: (Widths(64, 96, 128, 16, 32, 32), Widths(128, 128, 192, 32, 96, 64)),
    # 14×14, to 512, 512, 512, 528 and 832 channels
    4: (
        Widths(192, 96, 208, 16, 48, 64),
        Widths(160, 112, 224, 24, 64, 64),
        Widths(128, 128, 256, 24, 64, 64),
        Widths(112, 144, 288, 32, 64, 64),
        Widths(256, 160, 320, 32, 128, 128),
    ),
    # 7×7, to 832 and 1024 channels
    5: (Widths(256, 160, 320, 32, 128, 128), Widths(384, 192, 384, 48, 128, 128)),
}
INCEPTION_3A = STAGES[3][0]
