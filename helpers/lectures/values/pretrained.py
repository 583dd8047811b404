"""The numbers of deck 07."""

from statistics import mean

from helpers.pretrained import PRETRAINED
from helpers.pretrained.costs import costs

from ..sources import network, printed, result, shipped

LECTURE = (
    "vgg16", "vgg19", "resnet50", "resnet101", "resnet152", "inception_v3", "xception", "mobilenet",
)  # fmt: skip
DENSE = ("fc1", "fc2", "classifier")  # stages of VGG and AlexNet
CHOICES = {  # a name on the slide: of its network
    "mobilenet": "mobilenet",
    "mobile-v3": "mobilenet_v3_large",
    "resnet": "resnet50",
    "b0": "efficientnet_b0",
    "b3": "efficientnet_b3",
    "convnext": "convnext_xlarge",
}


def values():
    """{name: number or text}."""
    return {**_list(), **_costs(), **_vgg(), **_pixels(), **_few()}


def _list():
    return {
        "lecture-named": len(LECTURE),
        "today": result("07-count"),
        "version": ".".join(shipped("keras_applications.json")["keras"].split(".")[:2]),
        "papers": len({entry.paper for entry in PRETRAINED.values()}),
    }


def _costs():
    cost = costs()
    found = {
        "vgg-times": result("07-vgg"),
        "vgg-macs": cost["vgg16"].macs / cost["mobilenet"].macs,
        "parameters-vgg": PRETRAINED["vgg16"].parameters,
        "parameters-xception": PRETRAINED["xception"].parameters,
        "densenet-macs": 100 * cost["densenet201"].macs / cost["resnet152"].macs,
        "convnext-times": cost["convnext_xlarge"].macs / cost["efficientnet_b3"].macs,
        "b0-fewer": cost["resnet152"].macs / cost["efficientnet_b0"].macs,
    }
    for name, network_name in CHOICES.items():
        found[f"top1-{name}"] = PRETRAINED[network_name].top1
        found[f"gmacs-{name}"] = cost[network_name].macs / 1e9
    return found


def _vgg():
    vgg, alexnet = network("vgg16"), network("alexnet")
    resnet = network("resnet50")
    found = {
        "in-dense": result("07-dense"),
        "dense-alexnet": 100 * _dense(alexnet) / alexnet.trainable,
        "convolutions-work": 100 * (1 - _dense(vgg, "macs") / vgg.macs),
        "resnet-total": resnet.trainable + resnet.non_trainable,
        "resnet-trained": resnet.trainable,
        "resnet-moving": resnet.non_trainable,
        "mobilenet-parameters": printed("07", r"([\d,]+) parameters in \d+ layers"),
        "mobilenet-sure": printed("07", r"the shipped weights: the likeliest class has ([\d.]+)%"),
        "random-sure": printed("07", r"random weights: the likeliest class has ([\d.]+)%"),
        "file": 4 * PRETRAINED["mobilenet"].parameters / 1e6,  # MB: 32 bits each
    }
    return found


def _dense(summary, what="trainable"):
    return sum(getattr(stage, what) for stage in summary.stages if stage.name in DENSE)


def _pixels():
    found = {"wrong": result("07-wrong")}
    found["photographs"] = printed("07", r"top-5 \d+ of (\d+)")
    for name in ("resnet50", "mobilenet"):
        for convention in ("caffe", "tf", "torch"):
            row = rf"{name} +{convention} +top-1 +"
            found[f"{name}-{convention}"] = printed("07", rf"{row}(\d+)")
    found["nematodes"] = printed("07", r"'nematode': (\d+)")
    return found


def _few():
    record = shipped("fine_tuning.json")
    found = {
        "few-images": record["images"]["training"],
        "few-test": record["images"]["test"],
        "trained": printed("07", r"([\d,]+) parameters were trained"),
        "features": printed("07", r"\(\(\d+, (\d+)\), "),
    }
    for way in ("tuned", "random_body", "from_nothing"):
        found[f"few-{way}"] = 100 * mean(test for _, test in record[way]["accuracy"])
    return found
