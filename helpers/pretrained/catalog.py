"""The networks of keras.applications 3.15 that come with ImageNet weights, as data.

Accuracies are those of the table on https://keras.io/api/applications/ (validation set, one
centre crop), those of MobileNet V3 of its own page there; None where Keras prints none: it gives no
top-5 for MobileNet V3 and ConvNeXt. ConvNeXt's three largest were trained on ImageNet-21k first.
Names of files and their hashes are those in the source of keras.applications. `parameters` is what
`count_params()` gives for Keras 3.15, moving statistics included. The networks of the lecture
have these figures in `helpers.networks.CATALOG`.
"""

import dataclasses

from helpers.networks.catalog import CATALOG

STORE = "https://storage.googleapis.com"
ORDERED = "weights_tf_dim_ordering_tf_kernels"  # "*" in the names of files below


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


# A family: year, convention, folder at STORE, paper. Below it its networks: name, size and, for
# those beyond the lecture, Keras's name, parameters, top-1, top-5.
NETWORKS = """
2014 caffe tensorflow/keras-applications/vgg16 Simonyan & Zisserman 2014, arXiv:1409.1556
  vgg16 224
2014 caffe tensorflow/keras-applications/vgg19 Simonyan & Zisserman 2014, arXiv:1409.1556
  vgg19 224
2015 caffe tensorflow/keras-applications/resnet He et al. 2015, arXiv:1512.03385
  resnet50 224
  resnet101 224
  resnet152 224
2015 tf tensorflow/keras-applications/inception_v3 Szegedy et al. 2015, arXiv:1512.00567
  inception_v3 299
2016 tf tensorflow/keras-applications/inception_resnet_v2 Szegedy et al. 2016, arXiv:1602.07261
  inception_resnet_v2 299
2016 tf tensorflow/keras-applications/xception Chollet 2016, arXiv:1610.02357
  xception 299
2017 tf tensorflow/keras-applications/mobilenet Howard et al. 2017, arXiv:1704.04861
  mobilenet 224
2016 tf tensorflow/keras-applications/resnet He et al. 2016, arXiv:1603.05027
  resnet50_v2         224 ResNet50V2         25_613_800 76.0 93.0
  resnet101_v2        224 ResNet101V2        44_675_560 77.2 93.8
  resnet152_v2        224 ResNet152V2        60_380_648 78.0 94.2
2016 torch tensorflow/keras-applications/densenet Huang et al. 2016, arXiv:1608.06993
  densenet121         224 DenseNet121         8_062_504 75.0 92.3
  densenet169         224 DenseNet169        14_307_880 76.2 93.2
  densenet201         224 DenseNet201        20_242_984 77.3 93.6
2017 tf tensorflow/keras-applications/nasnet Zoph et al. 2017, arXiv:1707.07012
  nasnet_mobile       224 NASNetMobile        5_326_716 74.4 91.9
  nasnet_large        331 NASNetLarge        88_949_818 82.5 96.0
2018 tf tensorflow/keras-applications/mobilenet_v2 Sandler et al. 2018, arXiv:1801.04381
  mobilenet_v2        224 MobileNetV2         3_538_984 71.3 90.1
2019 none tensorflow/keras-applications/mobilenet_v3 Howard et al. 2019, arXiv:1905.02244
  mobilenet_v3_small  224 MobileNetV3Small    2_554_968 68.1    -
  mobilenet_v3_large  224 MobileNetV3Large    5_507_432 75.6    -
2019 none keras-applications Tan & Le 2019, arXiv:1905.11946
  efficientnet_b0     224 EfficientNetB0      5_330_571 77.1 93.3
  efficientnet_b1     240 EfficientNetB1      7_856_239 79.1 94.4
  efficientnet_b2     260 EfficientNetB2      9_177_569 80.1 94.9
  efficientnet_b3     300 EfficientNetB3     12_320_535 81.6 95.7
  efficientnet_b4     380 EfficientNetB4     19_466_823 82.9 96.4
  efficientnet_b5     456 EfficientNetB5     30_562_527 83.6 96.7
  efficientnet_b6     528 EfficientNetB6     43_265_143 84.0 96.8
  efficientnet_b7     600 EfficientNetB7     66_658_687 84.3 97.0
2021 none tensorflow/keras-applications/efficientnet_v2 Tan & Le 2021, arXiv:2104.00298
  efficientnet_v2_b0  224 EfficientNetV2B0    7_200_312 78.7 94.3
  efficientnet_v2_b1  240 EfficientNetV2B1    8_212_124 79.8 95.0
  efficientnet_v2_b2  260 EfficientNetV2B2   10_178_374 80.5 95.1
  efficientnet_v2_b3  300 EfficientNetV2B3   14_467_622 82.0 95.8
  efficientnet_v2_s   384 EfficientNetV2S    21_612_360 83.9 96.7
  efficientnet_v2_m   480 EfficientNetV2M    54_431_388 85.3 97.4
  efficientnet_v2_l   480 EfficientNetV2L   119_027_848 85.7 97.5
2022 none tensorflow/keras-applications/convnext Liu et al. 2022, arXiv:2201.03545
  convnext_tiny       224 ConvNeXtTiny       28_589_128 81.3    -
  convnext_small      224 ConvNeXtSmall      50_223_688 82.3    -
  convnext_base       224 ConvNeXtBase       88_591_464 85.3    -
  convnext_large      224 ConvNeXtLarge     197_767_336 86.3    -
  convnext_xlarge     224 ConvNeXtXLarge    350_196_968 86.7    -
"""

# Name of the network, file, digest. It tells what is damaged, whoever put the file into its place.
FILES = """
vgg16               vgg16_*.h5 64373286793e3c8b2b4e3219cbf3544b
vgg19               vgg19_*.h5 cbe5617147190e668d6c5d5026f83318
resnet50            resnet50_*.h5 2cb95161c43110f7111970584f804107
resnet101           resnet101_*.h5 f1aeb4b969a6efcfb50fad2f0c20cfc5
resnet152           resnet152_*.h5 100835be76be38e30d865e96f2aaae62
inception_v3        inception_v3_*.h5 9a0d58056eeedaa3f26cb7ebd46da564
inception_resnet_v2 inception_resnet_v2_*.h5 e693bd0210a403b3192acc6073ad2e96
xception            xception_*.h5 0a58e3b7378bc2990ea3b43d5981f1f6
mobilenet           mobilenet_1_0_224_tf.h5 -
resnet50_v2         resnet50v2_*.h5 3ef43a0b657b3be2300d5770ece849e0
resnet101_v2        resnet101v2_*.h5 6343647c601c52e1368623803854d971
resnet152_v2        resnet152v2_*.h5 a49b44d1979771252814e80f8ec446f9
densenet121         densenet121_*.h5 9d60b8095a5708f2dcce2bca79d332c7
densenet169         densenet169_*.h5 d699b8f76981ab1b30698df4c175e90b
densenet201         densenet201_*.h5 1ceb130c1ea1b78c3bf6114dbdfd8807
nasnet_mobile       NASNet-mobile.h5 020fb642bf7360b370c678b08e0adf61
nasnet_large        NASNet-large.h5 11577c9a518f0070763c2b964a382f17
mobilenet_v2        mobilenet_v2_*_1.0_224.h5 -
mobilenet_v3_small  weights_mobilenet_v3_small_224_1.0_float.h5 8768d4c2e7dee89b9d02b2d03d65d862
mobilenet_v3_large  weights_mobilenet_v3_large_224_1.0_float.h5 59e551e166be033d707958cf9e29a6a7
efficientnet_b0     efficientnetb0.h5 902e53a9f72be733fc0bcb005b3ebbac
efficientnet_b1     efficientnetb1.h5 1d254153d4ab51201f1646940f018540
efficientnet_b2     efficientnetb2.h5 b15cce36ff4dcbd00b6dd88e7857a6ad
efficientnet_b3     efficientnetb3.h5 ffd1fdc53d0ce67064dc6a9c7960ede0
efficientnet_b4     efficientnetb4.h5 18c95ad55216b8f92d7e70b3a046e2fc
efficientnet_b5     efficientnetb5.h5 ace28f2a6363774853a83a0b21b9421a
efficientnet_b6     efficientnetb6.h5 165f6e37dce68623721b423839de8be5
efficientnet_b7     efficientnetb7.h5 8c03f828fec3ef71311cd463b6759d99
efficientnet_v2_b0  efficientnetv2-b0.h5 21ecbf6da12460d5c40bb2f29ceb2188
efficientnet_v2_b1  efficientnetv2-b1.h5 069f0534ff22adf035c89e2d9547a9dc
efficientnet_v2_b2  efficientnetv2-b2.h5 424e49f28180edbde1e94797771950a7
efficientnet_v2_b3  efficientnetv2-b3.h5 1f1fc43bd98a6e4fd8fdfd551e02c7a0
efficientnet_v2_s   efficientnetv2-s.h5 e1d88a8495beba45748fedd0cecbe016
efficientnet_v2_m   efficientnetv2-m.h5 a3bf6aa3276309f4fc6a34aa114c95cd
efficientnet_v2_l   efficientnetv2-l.h5 27e6d408b53c7ebc868fefa357689935
convnext_tiny convnext_tiny.h5 8ae6e78ce2933352b1ef4008e6dd2f17bc40771563877d156bc6426c7cf503ff
convnext_small convnext_small.h5 ce1277d8f1ee5a0ef0e171469089c18f5233860ceaf9b168049cb9263fd7483c
convnext_base convnext_base.h5 52cbb006d3dadd03f6e095a8ca1aca47aecdd75acb4bc74bce1f5c695d0086e6
convnext_large convnext_large.h5 070c5ed9ed289581e477741d3b34beffa920db8cf590899d6d2c67fba2a198a6
convnext_xlarge convnext_xlarge.h5 c1f5ccab661354fc3a79a10fa99af82f0fbf10ec65cb894a3ae0815f17a889ee
"""


def _read():
    """{name: Pretrained} from both tables."""
    files = {name: row for name, *row in map(str.split, FILES.strip().splitlines())}
    found = {}
    for line in NETWORKS.strip().splitlines():
        if not line.startswith(" "):
            year, convention, folder, paper = line.split(maxsplit=3)
            continue
        name, size, *figures = line.split()
        keras, parameters, *accuracies = figures or _lecture(CATALOG[name])
        top1, top5 = (None if value in ("-", None) else float(value) for value in accuracies)
        file, digest = files[name]
        found[name] = Pretrained(
            name=name,
            keras=keras,
            size=int(size),
            parameters=int(parameters),
            top1=top1,
            top5=top5,
            file=file.replace("*", ORDERED),
            digest=None if digest == "-" else digest,
            year=int(year),
            paper=paper,
            convention=convention,
            address=f"{STORE}/{folder}",
        )
    return found


def _lecture(network):
    """Keras's name, parameters, top-1, top-5 of a network in CATALOG."""
    parameters = next(printed.count for printed in network.published if printed.counted == "all")
    return network.keras, parameters, network.top1, network.top5


PRETRAINED = _read()


def entry(name):
    """The Pretrained called `name`; ValueError lists the names."""
    if not isinstance(name, str) or name not in PRETRAINED:
        raise ValueError(
            f"there is no pretrained network {name!r}; choose one of {', '.join(PRETRAINED)}"
        )
    return PRETRAINED[name]
