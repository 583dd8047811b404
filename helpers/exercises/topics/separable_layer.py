"""Question of notebook 06: the separable convolution, built from its two layers of Keras."""

from ..build import Build

SIDE = 16  # pixels of the maps


def layer(kernel, inputs, outputs):
    """The lecture's: space first, channels afterwards, both steps with biases."""

    def space(x, bias=True, **more):
        from keras import layers

        return layers.DepthwiseConv2D(kernel, padding="same", use_bias=bias, **more)(x)

    def conv(x, channels=outputs, side=1, bias=True, **more):
        from keras import layers

        return layers.Conv2D(channels, side, padding="same", use_bias=bias, **more)(x)

    return Build(
        text=f"Build a separable {kernel}×{kernel} convolution as a function layer(x), from "
        f"keras.layers.DepthwiseConv2D and Conv2D: x has {inputs} channels and {SIDE}×{SIDE} "
        f"pixels, and {outputs} channels come out. As in the lecture: space first, both steps with "
        'biases, no activation. Padding "same".',
        name="layer",
        inputs=(SIDE, SIDE, inputs),
        reference=lambda x: conv(space(x)),
        because=f"({kernel}·{kernel} + 1)·{inputs} + ({inputs} + 1)·{outputs} = "
        f"{(kernel**2 + 1) * inputs + (inputs + 1) * outputs:,} parameters.",
        mistakes=_mistakes(space, conv, kernel, inputs),
        advice="Two layers, one after the other: which keeps the channels apart, which mixes them?",
        hints=(
            f'keras.layers.DepthwiseConv2D({kernel}, padding="same") has one kernel for each '
            "channel.",
            "What is the kernel size of a convolution that mixes channels and looks at one pixel?",
        ),
    )


def _mistakes(space, conv, kernel, inputs):
    """What may be built in place of it, of the same two layers, and what was mistaken."""
    return (
        (
            lambda x: space(conv(x)),
            "Your 1×1 convolution comes first. So the idea is told in the Xception paper; here "
            "space comes first.",
        ),
        (
            lambda x: conv(space(x, bias=False)),
            "Your first step has no bias. Keras's SeparableConv2D does it like this, too; here "
            "both steps have biases.",
        ),
        (
            lambda x: conv(space(x, bias=False), bias=False),
            "Your layers have no biases; here both steps have them.",
        ),
        (lambda x: conv(space(x), bias=False), "Your 1×1 convolution has no biases."),
        (
            lambda x: conv(space(x, activation="relu")),
            "There is a ReLU between the two steps, as in MobileNet. In Xception there is "
            "none, and here neither.",
        ),
        (
            lambda x: conv(space(x), activation="relu"),
            "There is a ReLU at the end; here there is no activation.",
        ),
        (
            lambda x: conv(x, side=kernel),
            "That is the standard convolution: it does space and channels in one step.",
        ),
        (
            lambda x: conv(conv(x, 1, kernel)),
            "Your first step gives a single map from all channels. Each channel has a kernel "
            "of its own, and stays apart from the others.",
        ),
        (
            lambda x: conv(conv(x, inputs, kernel)),
            "Your first step is a standard convolution: it mixes the channels already. A "
            "DepthwiseConv2D keeps them apart.",
        ),
        (
            lambda x: conv(_one_kernel(x, kernel)),
            "You use one kernel for all channels: each channel has a kernel of its own.",
        ),
        (lambda x: space(x), "That is the first step alone; the 1×1 convolution is missing."),
        (lambda x: conv(x), "That is the second step alone; the search in space is missing."),
        (
            lambda x: conv(space(x), side=kernel),
            f"The second step is 1×1, not {kernel}×{kernel}: it looks at one pixel.",
        ),
        (
            lambda x: conv(space(x, depth_multiplier=2)),
            "You have two kernels for each channel; leave depth_multiplier at 1.",
        ),
    )


def _one_kernel(x, kernel):
    """The same kernel and bias for every channel: channels take the place of images."""
    from keras import layers, ops

    _, height, width, channels = x.shape
    maps = ops.reshape(ops.transpose(x, (0, 3, 1, 2)), (-1, height, width, 1))
    maps = layers.Conv2D(1, kernel, padding="same")(maps)
    maps = ops.reshape(maps, (-1, channels, height, width))
    return ops.transpose(maps, (0, 2, 3, 1))
