"""The residual network of `helpers.networks.cifar` in PyTorch (He et al. 2015, arXiv:1512.03385,
§4.2, shortcuts without weights). Tensors are NCHW. Modules have the names of the Keras layers."""

import torch
from torch import nn
from torch.nn import functional

STAGES = ((1, 1), (2, 2), (4, 2))  # (width factor, first stride)
# Keras's numbers: ε of the variance, and what a step adds to the moving statistics.
NORM = {"eps": 1e-3, "momentum": 0.1}


class Conv(nn.Conv2d):
    """3×3 without bias. `like_keras`: where it strides, the zeros are below and right of the image
    only, as TensorFlow puts them; PyTorch's usual ones are all around and cost no copy."""

    def __init__(self, inputs, outputs, stride, like_keras):
        self.uneven = like_keras and stride > 1
        super().__init__(inputs, outputs, 3, stride, 0 if self.uneven else 1, bias=False)

    def forward(self, x):
        return super().forward(functional.pad(x, (0, 1, 0, 1)) if self.uneven else x)


class Block(nn.Module):
    """relu(x + f(x)), with f of two convolutions."""

    def __init__(self, inputs, outputs, stride, like_keras):
        super().__init__()
        self.a_conv = Conv(inputs, outputs, stride, like_keras)
        self.a_bn = nn.BatchNorm2d(outputs, **NORM)
        self.b_conv = Conv(outputs, outputs, 1, like_keras)
        self.b_bn = nn.BatchNorm2d(outputs, **NORM)
        self.stride, self.missing = stride, outputs - inputs

    def forward(self, x):
        y = functional.relu(self.a_bn(self.a_conv(x)), inplace=True)
        y = self.b_bn(self.b_conv(y))
        if self.stride > 1:
            # Of one pixel, as ours does it: faster than a slice with steps, here by 4 to 7 % of a
            # training step.
            x = functional.avg_pool2d(x, 1, self.stride)
        if self.missing:
            x = functional.pad(x, (0, 0, 0, 0, 0, self.missing))
        return functional.relu(y + x, inplace=True)


class ResNet(nn.Module):
    """Logits (B, classes) of images (B, 3, H, W); depth = 6n + 2."""

    def __init__(self, depth, width, classes, like_keras=False):
        super().__init__()
        self.stem_conv = Conv(3, width, 1, like_keras)
        self.stem_bn = nn.BatchNorm2d(width, **NORM)
        self.blocks = nn.Sequential()
        channels = width
        for stage, (factor, first_stride) in enumerate(STAGES, 1):
            for number in range(1, (depth - 2) // 6 + 1):
                stride = first_stride if number == 1 else 1
                block = Block(channels, channels := width * factor, stride, like_keras)
                self.blocks.add_module(f"stage{stage}_block{number}", block)
        self.classifier = nn.Linear(channels, classes)

    def forward(self, x):
        x = functional.relu(self.stem_bn(self.stem_conv(x)), inplace=True)
        return self.classifier(self.blocks(x).mean((2, 3)))


def start_as_keras(model):
    """He's start of the kernels (arXiv:1502.01852, eq. 10), and a bias of 0."""
    for module in model.modules():
        if isinstance(module, nn.Conv2d | nn.Linear):
            nn.init.kaiming_normal_(module.weight, nonlinearity="relu")
    nn.init.zeros_(model.classifier.bias)


def copy_weights(model, keras_model):
    """Put the weights of the Keras model into its twin."""
    modules = {
        name.removeprefix("blocks.").replace(".", "_"): m for name, m in model.named_modules()
    }
    with torch.no_grad():
        for layer in keras_model.layers:
            values = [torch.from_numpy(v) for v in layer.get_weights()]
            module = modules.get(layer.name)
            if isinstance(module, nn.Conv2d):
                module.weight.copy_(values[0].permute(3, 2, 0, 1))  # (k, k, in, out)
            elif isinstance(module, nn.Linear):
                module.weight.copy_(values[0].T)
                module.bias.copy_(values[1])
            elif isinstance(module, nn.BatchNorm2d):
                for own, value in zip(
                    (module.weight, module.bias, module.running_mean, module.running_var),
                    values,
                    strict=True,
                ):
                    own.copy_(value)
