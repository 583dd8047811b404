"""The networks of keras.applications 3.15 that come with ImageNet weights, as data.

Accuracies are those of the table on https://keras.io/api/applications/ (validation set, one
centre crop), those of MobileNet V3 of its own page there; None where Keras prints none. Names of
files and their hashes are those in the source of keras.applications. `parameters` is what
`count_params()` gives for Keras 3.15, moving statistics included.
"""

import dataclasses

STORE = "https://storage.googleapis.com/tensorflow/keras-applications"
ORDERED = "weights_tf_dim_ordering_tf_kernels"


@dataclasses.dataclass(frozen=True)
class Pretrained:
    """One network: how to build it in Keras, what to show it, and where its weights are.

    keras: its class in keras.applications. size: side of its input in pixels. convention: a key
    of CONVENTIONS. top1, top5: accuracy in %. address: of the folder that holds `file`.
    digest: MD5 of `file`, or SHA-256 if it has 64 digits; None where Keras publishes none.
    """

    name: str
    keras: str
    size: int
    parameters: int
    top1: float | None
    top5: float | None
    file: str
    digest: str | None
    year: int
    paper: str
    convention: str
    address: str


# (year, paper, convention, folder): rows of (name, Keras's name, size, parameters, top-1, top-5,
# file, digest).
FAMILIES = {
    (2014, "Simonyan & Zisserman 2014, arXiv:1409.1556", "caffe", f"{STORE}/vgg16"): (
        ("vgg16", "VGG16", 224, 138_357_544, 71.3, 90.1,
         f"vgg16_{ORDERED}.h5", "64373286793e3c8b2b4e3219cbf3544b"),
    ),
    (2014, "Simonyan & Zisserman 2014, arXiv:1409.1556", "caffe", f"{STORE}/vgg19"): (
        ("vgg19", "VGG19", 224, 143_667_240, 71.3, 90.0,
         f"vgg19_{ORDERED}.h5", "cbe5617147190e668d6c5d5026f83318"),
    ),
    (2015, "He et al. 2015, arXiv:1512.03385", "caffe", f"{STORE}/resnet"): (
        ("resnet50", "ResNet50", 224, 25_636_712, 74.9, 92.1,
         f"resnet50_{ORDERED}.h5", "2cb95161c43110f7111970584f804107"),
        ("resnet101", "ResNet101", 224, 44_707_176, 76.4, 92.8,
         f"resnet101_{ORDERED}.h5", "f1aeb4b969a6efcfb50fad2f0c20cfc5"),
        ("resnet152", "ResNet152", 224, 60_419_944, 76.6, 93.1,
         f"resnet152_{ORDERED}.h5", "100835be76be38e30d865e96f2aaae62"),
    ),
    (2015, "Szegedy et al. 2015, arXiv:1512.00567", "tf", f"{STORE}/inception_v3"): (
        ("inception_v3", "InceptionV3", 299, 23_851_784, 77.9, 93.7,
         f"inception_v3_{ORDERED}.h5", "9a0d58056eeedaa3f26cb7ebd46da564"),
    ),
    (2016, "Szegedy et al. 2016, arXiv:1602.07261", "tf", f"{STORE}/inception_resnet_v2"): (
        ("inception_resnet_v2", "InceptionResNetV2", 299, 55_873_736, 80.3, 95.3,
         f"inception_resnet_v2_{ORDERED}.h5", "e693bd0210a403b3192acc6073ad2e96"),
    ),
    (2016, "Chollet 2016, arXiv:1610.02357", "tf", f"{STORE}/xception"): (
        ("xception", "Xception", 299, 22_910_480, 79.0, 94.5,
         f"xception_{ORDERED}.h5", "0a58e3b7378bc2990ea3b43d5981f1f6"),
    ),
    (2017, "Howard et al. 2017, arXiv:1704.04861", "tf", f"{STORE}/mobilenet"): (
        ("mobilenet", "MobileNet", 224, 4_253_864, 70.4, 89.5, "mobilenet_1_0_224_tf.h5", None),
    ),
    # Beyond the lecture.
    (2016, "He et al. 2016, arXiv:1603.05027", "tf", f"{STORE}/resnet"): (
        ("resnet50_v2", "ResNet50V2", 224, 25_613_800, 76.0, 93.0,
         f"resnet50v2_{ORDERED}.h5", "3ef43a0b657b3be2300d5770ece849e0"),
        ("resnet101_v2", "ResNet101V2", 224, 44_675_560, 77.2, 93.8,
         f"resnet101v2_{ORDERED}.h5", "6343647c601c52e1368623803854d971"),
        ("resnet152_v2", "ResNet152V2", 224, 60_380_648, 78.0, 94.2,
         f"resnet152v2_{ORDERED}.h5", "a49b44d1979771252814e80f8ec446f9"),
    ),
    (2016, "Huang et al. 2016, arXiv:1608.06993", "torch", f"{STORE}/densenet"): (
        ("densenet121", "DenseNet121", 224, 8_062_504, 75.0, 92.3,
         f"densenet121_{ORDERED}.h5", "9d60b8095a5708f2dcce2bca79d332c7"),
        ("densenet169", "DenseNet169", 224, 14_307_880, 76.2, 93.2,
         f"densenet169_{ORDERED}.h5", "d699b8f76981ab1b30698df4c175e90b"),
        ("densenet201", "DenseNet201", 224, 20_242_984, 77.3, 93.6,
         f"densenet201_{ORDERED}.h5", "1ceb130c1ea1b78c3bf6114dbdfd8807"),
    ),
    (2017, "Zoph et al. 2017, arXiv:1707.07012", "tf", f"{STORE}/nasnet"): (
        ("nasnet_mobile", "NASNetMobile", 224, 5_326_716, 74.4, 91.9,
         "NASNet-mobile.h5", "020fb642bf7360b370c678b08e0adf61"),
        ("nasnet_large", "NASNetLarge", 331, 88_949_818, 82.5, 96.0,
         "NASNet-large.h5", "11577c9a518f0070763c2b964a382f17"),
    ),
    (2018, "Sandler et al. 2018, arXiv:1801.04381", "tf", f"{STORE}/mobilenet_v2"): (
        ("mobilenet_v2", "MobileNetV2", 224, 3_538_984, 71.3, 90.1,
         f"mobilenet_v2_{ORDERED}_1.0_224.h5", None),
    ),
    (2019, "Howard et al. 2019, arXiv:1905.02244", "none", f"{STORE}/mobilenet_v3"): (
        ("mobilenet_v3_small", "MobileNetV3Small", 224, 2_554_968, 68.1, None,
         "weights_mobilenet_v3_small_224_1.0_float.h5", "8768d4c2e7dee89b9d02b2d03d65d862"),
        ("mobilenet_v3_large", "MobileNetV3Large", 224, 5_507_432, 75.6, None,
         "weights_mobilenet_v3_large_224_1.0_float.h5", "59e551e166be033d707958cf9e29a6a7"),
    ),
    (2019, "Tan & Le 2019, arXiv:1905.11946", "none",
     "https://storage.googleapis.com/keras-applications"): (
        ("efficientnet_b0", "EfficientNetB0", 224, 5_330_571, 77.1, 93.3,
         "efficientnetb0.h5", "902e53a9f72be733fc0bcb005b3ebbac"),
        ("efficientnet_b1", "EfficientNetB1", 240, 7_856_239, 79.1, 94.4,
         "efficientnetb1.h5", "1d254153d4ab51201f1646940f018540"),
        ("efficientnet_b2", "EfficientNetB2", 260, 9_177_569, 80.1, 94.9,
         "efficientnetb2.h5", "b15cce36ff4dcbd00b6dd88e7857a6ad"),
        ("efficientnet_b3", "EfficientNetB3", 300, 12_320_535, 81.6, 95.7,
         "efficientnetb3.h5", "ffd1fdc53d0ce67064dc6a9c7960ede0"),
        ("efficientnet_b4", "EfficientNetB4", 380, 19_466_823, 82.9, 96.4,
         "efficientnetb4.h5", "18c95ad55216b8f92d7e70b3a046e2fc"),
        ("efficientnet_b5", "EfficientNetB5", 456, 30_562_527, 83.6, 96.7,
         "efficientnetb5.h5", "ace28f2a6363774853a83a0b21b9421a"),
        ("efficientnet_b6", "EfficientNetB6", 528, 43_265_143, 84.0, 96.8,
         "efficientnetb6.h5", "165f6e37dce68623721b423839de8be5"),
        ("efficientnet_b7", "EfficientNetB7", 600, 66_658_687, 84.3, 97.0,
         "efficientnetb7.h5", "8c03f828fec3ef71311cd463b6759d99"),
    ),
    (2021, "Tan & Le 2021, arXiv:2104.00298", "none", f"{STORE}/efficientnet_v2"): (
        ("efficientnet_v2_b0", "EfficientNetV2B0", 224, 7_200_312, 78.7, 94.3,
         "efficientnetv2-b0.h5", "21ecbf6da12460d5c40bb2f29ceb2188"),
        ("efficientnet_v2_b1", "EfficientNetV2B1", 240, 8_212_124, 79.8, 95.0,
         "efficientnetv2-b1.h5", "069f0534ff22adf035c89e2d9547a9dc"),
        ("efficientnet_v2_b2", "EfficientNetV2B2", 260, 10_178_374, 80.5, 95.1,
         "efficientnetv2-b2.h5", "424e49f28180edbde1e94797771950a7"),
        ("efficientnet_v2_b3", "EfficientNetV2B3", 300, 14_467_622, 82.0, 95.8,
         "efficientnetv2-b3.h5", "1f1fc43bd98a6e4fd8fdfd551e02c7a0"),
        ("efficientnet_v2_s", "EfficientNetV2S", 384, 21_612_360, 83.9, 96.7,
         "efficientnetv2-s.h5", "e1d88a8495beba45748fedd0cecbe016"),
        ("efficientnet_v2_m", "EfficientNetV2M", 480, 54_431_388, 85.3, 97.4,
         "efficientnetv2-m.h5", "a3bf6aa3276309f4fc6a34aa114c95cd"),
        ("efficientnet_v2_l", "EfficientNetV2L", 480, 119_027_848, 85.7, 97.5,
         "efficientnetv2-l.h5", "27e6d408b53c7ebc868fefa357689935"),
    ),
    (2022, "Liu et al. 2022, arXiv:2201.03545", "none", f"{STORE}/convnext"): (
        ("convnext_tiny", "ConvNeXtTiny", 224, 28_589_128, None, None, "convnext_tiny.h5",
         "8ae6e78ce2933352b1ef4008e6dd2f17bc40771563877d156bc6426c7cf503ff"),
        ("convnext_small", "ConvNeXtSmall", 224, 50_223_688, None, None, "convnext_small.h5",
         "ce1277d8f1ee5a0ef0e171469089c18f5233860ceaf9b168049cb9263fd7483c"),
        ("convnext_base", "ConvNeXtBase", 224, 88_591_464, None, None, "convnext_base.h5",
         "52cbb006d3dadd03f6e095a8ca1aca47aecdd75acb4bc74bce1f5c695d0086e6"),
        ("convnext_large", "ConvNeXtLarge", 224, 197_767_336, None, None, "convnext_large.h5",
         "070c5ed9ed289581e477741d3b34beffa920db8cf590899d6d2c67fba2a198a6"),
        ("convnext_xlarge", "ConvNeXtXLarge", 224, 350_196_968, None, None, "convnext_xlarge.h5",
         "c1f5ccab661354fc3a79a10fa99af82f0fbf10ec65cb894a3ae0815f17a889ee"),
    ),
}  # fmt: skip

PRETRAINED = {
    row[0]: Pretrained(*row, *family) for family, rows in FAMILIES.items() for row in rows
}


def entry(name):
    """The Pretrained called `name`; ValueError lists the names."""
    if not isinstance(name, str) or name not in PRETRAINED:
        raise ValueError(
            f"there is no pretrained network {name!r}; choose one of {', '.join(PRETRAINED)}"
        )
    return PRETRAINED[name]
