"""Plain and residual networks for small images (He et al. 2015, arXiv:1512.03385, §4.2).

A 3×3 convolution, three stages of n two-layer blocks, global average pooling, one dense layer:
6n + 2 layers with a kernel. The same layers can be cut into blocks of another length.
Tensors are NHWC; sizes in comments are for 32×32 images and width 16.
"""

import keras
from keras import layers

from .layer_factory import NORM, LayerFactory, is_small

STAGES = ((1, 1), (2, 2), (4, 2))  # (width factor, first stride): 32×32×16, 16×16×32, 8×8×64
DEEPEST = 1202  # the deepest network of the paper, Table 6
LETTERS = "abcdef"  # of the layers of a block


@keras.saving.register_keras_serializable("helpers")
class PadShortcut(layers.Layer):
    """Every stride-th pixel, and zeros for the missing channels: the paper's option A, no weights.

    A layer rather than bare operations, so that it has a name in a ledger and survives saving.
    """

    macs = 0

    def __init__(self, channels, stride, **kwargs):
        super().__init__(**kwargs)
        self.channels, self.stride = channels, stride

    @property
    def receptive_field(self):
        """(window, stride)."""
        return 1, self.stride

    def call(self, x):
        missing = self.channels - x.shape[-1]
        if self.stride > 1:
            # The mean of one pixel. TensorFlow's slice with steps does the same and takes six times
            # as long on a CPU (1.6 and 9.8 CPU-ms there and back for 128 × 32×32×16; 2026-11-24).
            x = keras.ops.average_pool(x, 1, self.stride)
        return keras.ops.pad(x, ((0, 0), (0, 0), (0, 0), (0, missing)))

    def get_config(self):
        return {**super().get_config(), "channels": self.channels, "stride": self.stride}


def blocks_per_stage(depth):
    """n of depth = 6n + 2. Raises ValueError naming the nearest depths that exist."""
    n, rest = divmod(depth - 2, 6) if isinstance(depth, int) else (0, 1)
    if rest or not 8 <= depth <= DEEPEST:
        number = max(8, min(DEEPEST, depth)) if isinstance(depth, int | float) else 8
        below = int(number - 2) // 6 * 6 + 2
        above = below + 6 * (number > below)
        near = f"{below} or {above}" if above != below else f"{below}"
        raise ValueError(
            f"depth is {depth!r}; these networks have 6n + 2 layers with a kernel, from 8 to "
            f"{DEEPEST}: try {near}."
        )
    return n


def blocks_of(layers_per_block, depth):
    """Blocks in each stage, whose 2n layers they must divide. Raises ValueError where not."""
    count = 2 * blocks_per_stage(depth)
    whole = [size for size in range(1, len(LETTERS) + 1) if count % size == 0]
    if layers_per_block not in whole:
        raise ValueError(
            f"layers_per_block is {layers_per_block!r}; a stage of depth {depth} has {count} "
            f"layers: choose one of {', '.join(map(str, whole))}."
        )
    return count // layers_per_block


def cifar(
    classes=10,
    input_shape=(32, 32, 3),
    depth=20,
    *,
    residual,
    width=16,
    activation="relu",
    init="he_normal",
    batch_norm=True,
    layers_per_block=2,
    zero_init_residual=False,
    seed=0,
    on_block=None,
):
    """A network of `depth` = 6n + 2 layers with a kernel, whose first stage has `width` channels.

    `residual`: each block adds its input to its output. The plain twin has the same parameters.
    layers_per_block: how many layers a shortcut bypasses. He et al. tried two and three, and say
    of one that they "have not observed advantages" (§3.2). Depth and parameters stay the same.
    zero_init_residual: each branch ends with zeros, so that at the start a block hands on its
    input: γ of its last batch normalisation (Goyal et al. 2017, arXiv:1706.02677, §5.1), or its
    last kernel where there is none (Fixup: Zhang et al. 2019, arXiv:1901.09321).
    on_block(done, total) is called after each block, for a progress bar over deep networks.
    Raises ValueError for blocks that do not fill a stage, and zero branches without shortcuts.
    """
    count = blocks_of(layers_per_block, depth)
    is_small(input_shape)  # refuses what is no shape
    if zero_init_residual and not residual:
        raise ValueError(
            "zero_init_residual is True; without shortcuts nothing would pass: take resnet."
        )

    # No bias in either case, as the β of a normalisation stands for it.
    factory = LayerFactory(init, seed, NORM if batch_norm else None, False, activation)

    def conv(x, channels, stride, name, zero=False):
        return factory.conv(x, channels, 3, stride, name=name, activation=False, zero=zero)

    def block(x, channels, stride, at):
        """act(x + f(x)), or act(f(x)) for the plain twin; act also stands between f's layers."""
        y, last = x, LETTERS[layers_per_block - 1]
        for letter in LETTERS[:layers_per_block]:
            step = stride if letter == "a" else 1
            y = conv(y, channels, step, f"{at}_{letter}", zero_init_residual and letter == last)
            if letter != last:
                y = factory.act(y, f"{at}_{letter}")
        if residual:
            if x.shape[-1] != channels or stride > 1:
                x = PadShortcut(channels, stride, name=f"{at}_shortcut")(x)
            y = layers.Add(name=f"{at}_add")([x, y])
        return factory.act(y, at)

    image = keras.Input(input_shape, name="image")
    x = factory.act(conv(image, width, 1, "stem"), "stem")
    for stage, (factor, first_stride) in enumerate(STAGES, 1):
        for number in range(1, count + 1):
            stride = first_stride if number == 1 else 1
            x = block(x, width * factor, stride, f"stage{stage}_block{number}")
            if on_block:
                on_block(count * (stage - 1) + number, count * len(STAGES))
    x = layers.GlobalAveragePooling2D(name="pool")(x)
    logits = factory.dense(x, classes, name="classifier")
    return keras.Model(image, logits, name=f"{'resnet' if residual else 'plain'}{depth}")
