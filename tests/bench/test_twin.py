"""The network that PyTorch trains is ours: as many parameters; equal weights, equal gradients."""

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="PyTorch is installed by `make bench` alone")

import keras  # noqa: E402

from bench import twin  # noqa: E402
from helpers.networks import build  # noqa: E402
from helpers.training import engine  # noqa: E402


@pytest.mark.parametrize("depth", [8, 20, 56])
def test_parameters_are_as_many(depth):
    model = build("resnet", depth=depth, width=16)
    own = sum(int(np.prod(v.shape)) for v in model.trainable_variables)
    assert sum(p.numel() for p in twin.ResNet(depth, 16, 10).parameters()) == own


def test_equal_weights_give_equal_losses_and_gradients():
    """By Keras's own cross-entropy and gradients, with batch normalisation over the batch."""
    chance = np.random.default_rng(0)
    x = chance.standard_normal((6, 32, 32, 3), "float32")
    labels = chance.integers(0, 10, 6)
    model = build("resnet", depth=14, width=8, seed=3)
    for layer in model.layers:  # a start with scales of 1 and offsets of 0 would hide a mix-up
        if isinstance(layer, keras.layers.BatchNormalization):
            for v in (layer.gamma, layer.beta):
                v.assign(v + chance.normal(0, 0.2, v.shape).astype("float32"))
    own = twin.ResNet(14, 8, 10, like_keras=True)
    twin.copy_weights(own, model)
    own.train()
    loss = torch.nn.functional.cross_entropy(
        own(torch.from_numpy(x).permute(0, 3, 1, 2)), torch.from_numpy(labels)
    )
    loss.backward()

    function = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    tensors = [v.value for v in model.trainable_variables]

    def of(_values):
        value = function(labels, model(x, training=True))
        return value, value

    (expected, _), gradients = engine.gradient(of, tensors)
    assert loss.item() == pytest.approx(float(expected), rel=1e-5)
    named = {
        name.removeprefix("blocks.").replace(".", "_"): p for name, p in own.named_parameters()
    }
    words = {"kernel": "weight", "gamma": "weight", "beta": "bias", "bias": "bias"}
    assert len(named) == len(gradients)
    for v, gradient in zip(model.trainable_variables, gradients, strict=True):
        layer, name = v.path.split("/")[-2:]
        found = named[f"{layer}_{words[name]}"].grad.numpy()
        if found.ndim == 4:
            found = found.transpose(2, 3, 1, 0)
        elif found.ndim == 2:
            found = found.T
        gradient = np.asarray(gradient)
        assert np.abs(found - gradient).max() < 1e-4 * max(np.abs(gradient).max(), 1e-3), v.path


def test_usual_padding_differs_in_strided_convolutions_alone():
    same, usual = (twin.Conv(3, 4, stride, like) for stride, like in ((1, True), (1, False)))
    usual.load_state_dict(same.state_dict())
    x = torch.randn(1, 3, 8, 8)
    assert torch.equal(same(x), usual(x))
    assert twin.Conv(3, 4, 2, True)(x).shape == twin.Conv(3, 4, 2, False)(x).shape == (1, 4, 4, 4)
