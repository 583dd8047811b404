"""To which stage of its network each layer belongs, read from the layers' names or sizes."""

import re

# First words of names that tell what a layer does and not where it stands.
KINDS = {
    "act",
    "activation",
    "add",
    "avg",
    "batch",
    "bn",
    "concat",
    "conv",
    "dense",
    "depthwise",
    "dropout",
    "dw",
    "flatten",
    "global",
    "gap",
    "max",
    "norm",
    "pad",
    "pointwise",
    "pool",
    "pw",
    "relu",
    "reshape",
    "sepconv",
    "softmax",
}
HEAD = "head"  # layers without pixels that no name assigns


def stages(layers, model=""):
    """The stage of each (name, kind, shape, has a kernel), in the order given.

    model: the model's name, which is left off where layers' names begin with it.
    The stage is what a name begins with: "stage2" of "stage2_block1_a_conv", "block14" of
    "block14_sepconv2", the nested model in "resnet50/conv1_conv". A layer named by its kind alone
    ("conv2d_17") goes with the one before it. If most layers with a kernel are named like that
    (Keras's InceptionV3), the resolution takes the name's place: "35×35".
    """
    layers = list(layers)
    own = [_named(name.removeprefix(f"{model}_"), kind) for name, kind, _, _ in layers]
    with_kernel = [stage for stage, layer in zip(own, layers, strict=True) if layer[3]]
    if with_kernel.count(None) > len(with_kernel) / 2:
        return _resolutions(layers)
    found, before, nested = [], None, False
    for stage, (name, _, shape, kernel) in zip(own, layers, strict=True):
        if stage is None:
            vector = shape is not None and len(shape) == 1
            if before is None:
                stage = name
            elif (nested and kernel) or (vector and kernel):
                stage = HEAD
            else:
                stage = before
        found.append(stage)
        before, nested = stage, "/" in name
    return found


def _named(name, kind):
    """What a structural name begins with; None for a name that tells only the layer's kind."""
    outer, inside, _ = name.partition("/")
    if inside:
        return outer.partition(":")[0]
    name = outer.partition(":")[0]
    if re.sub(r"_\d+$", "", name).replace("_", "").lower() == kind.lower():
        return None  # as Keras names a layer that was given none
    word, *rest = name.split("_")
    if word in KINDS:
        return None
    if rest and rest[0].isdigit() and not re.search(r"\d", word):
        return f"{word}_{rest[0]}"  # "block_1" of "block_1_expand"
    return word


def _resolutions(layers):
    """ "35×35" for each layer; HEAD where there is a single pixel or none."""
    found = []
    for _, kind, shape, _ in layers:
        sides = () if shape is None else shape[:-1]
        if kind.startswith("ZeroPadding") and found:
            found.append(found[-1])  # a margin makes no stage
        elif set(sides) <= {1}:
            found.append(HEAD)
        else:
            found.append("×".join("?" if side is None else str(side) for side in sides))
    return found
