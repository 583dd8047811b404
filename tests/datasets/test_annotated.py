"""Annotated pictures in VOC's and COCO's formats, written here by hand, and the one that ships."""

import json

import numpy as np
import pytest
from PIL import Image

from helpers.datasets.annotated import VOC_CLASSES, Annotated, coco, example, voc, voc_regions

HEIGHT, WIDTH = 40, 60


def test_objects_need_as_many_boxes_labels_masks_and_flags():
    image = np.zeros((4, 6, 3), np.uint8)
    made = Annotated(image, [(0, 0, 6, 4)], ["cat"])
    assert made.boxes.shape == (1, 4) and made.masks is None and made.difficult == (False,)
    assert repr(made) == "Annotated(6×4 px, boxes: cat)" and len(made) == 1
    assert len(Annotated(image, [], [], masks=[])) == 0
    for wrong in (
        {"boxes": []},
        {"boxes": [(0, 0, -1, 4)]},
        {"boxes": [(0, 0, np.inf, 4)]},
        {"masks": np.ones((2, 4, 6))},
        {"masks": np.ones((1, 6, 4))},
        {"difficult": ()},
        {"image": image[..., 0]},
    ):
        with pytest.raises(ValueError, match=r"need as many|image must be"):
            Annotated(**{"image": image, "boxes": [(0, 0, 6, 4)], "labels": ["cat"]} | wrong)
    with pytest.raises(ValueError, match="read-only"):
        made.boxes[0] = 1
    with pytest.raises(ValueError, match="boxes only"):
        made.regions()


def test_crops_are_the_pixels_inside_the_boxes_as_far_as_the_picture_goes():
    image = np.arange(4 * 6 * 3, dtype="uint8").reshape(4, 6, 3)  # 6 wide, 4 high
    found = Annotated(image, [(1, 0, 2, 3), (4.4, -5, 9, 6.4)], ["a", "b"]).crops()
    assert [crop.shape for crop in found] == [(3, 2, 3), (1, 2, 3)]
    assert found[0].tolist() == [row[1:3] for row in image.tolist()[:3]]
    assert found[1].tolist() == [image.tolist()[0][4:]]
    with pytest.raises(ValueError, match="the box of b holds no whole pixel"):
        Annotated(image, [(0, 0, 6, 4), (7, 1, 3, 3)], ["a", "b"]).crops()


def test_regions_take_the_objects_of_a_class_together():
    masks = np.zeros((3, 4, 6), bool)
    masks[0, 0], masks[1, 1], masks[2, 2] = True, True, True
    image, box = np.zeros((4, 6, 3), np.uint8), (0, 0, 1, 1)
    regions = Annotated(image, [box] * 3, ["cat", "dog", "cat"], masks).regions()
    assert list(regions) == ["cat", "dog"]
    assert regions["cat"].sum(axis=1).tolist() == [6, 0, 6, 0]


XML = """<annotation>
    <folder>VOC2012</folder>
    <filename>2012_000001.jpg</filename>
    <size><width>60</width><height>40</height><depth>3</depth></size>
    <segmented>1</segmented>
    <object>
        <name>person</name>
        <pose>Frontal</pose>
        <truncated>0</truncated>
        <difficult>0</difficult>
        <bndbox><xmin>11</xmin><ymin>6</ymin><xmax>20</xmax><ymax>25</ymax></bndbox>
        <part>
            <name>head</name>
            <bndbox><xmin>12</xmin><ymin>6</ymin><xmax>15</xmax><ymax>9</ymax></bndbox>
        </part>
    </object>
    <object>
        <name>dog</name>
        <bndbox><ymin>30</ymin><xmin>31.0</xmin><ymax>40</ymax><xmax>60.0</xmax></bndbox>
        <difficult>1</difficult>
    </object>
</annotation>
"""


def palette():
    """VOC's colours: the bits of the index, three at a time, into red, green and blue."""
    colours = np.zeros((256, 3), int)
    for index in range(256):
        for bit in range(8):
            colours[index] |= [(index >> 3 * bit + c & 1) << 7 - bit for c in range(3)]
    return colours.astype(np.uint8).ravel().tolist()


def save_indices(path, indices):
    picture = Image.fromarray(indices.astype(np.uint8))
    picture.putpalette(palette())
    path.parent.mkdir(exist_ok=True)
    picture.save(path)


@pytest.fixture
def voc_folder(tmp_path):
    """VOC's folders with one picture: a person (15th class) and a dog (12th), outlined in void."""
    for name in ("Annotations", "JPEGImages"):
        (tmp_path / name).mkdir()
    (tmp_path / "Annotations/2012_000001.xml").write_text(XML)
    Image.new("RGB", (WIDTH, HEIGHT), "gray").save(tmp_path / "JPEGImages/2012_000001.jpg")
    objects = np.zeros((HEIGHT, WIDTH), int)
    objects[5:25, 10:20], objects[6:24, 11:19] = 255, 1
    objects[29:40, 30:60], objects[30:39, 31:59] = 255, 2
    save_indices(tmp_path / "SegmentationObject/2012_000001.png", objects)
    classes = np.choose(np.minimum(objects, 3), [0, 15, 12, 255])
    save_indices(tmp_path / "SegmentationClass/2012_000001.png", classes)
    return tmp_path


def test_vocs_boxes_count_from_1_and_hold_their_last_pixel(voc_folder):
    found = voc(voc_folder / "Annotations/2012_000001.xml")
    assert found.image.shape == (HEIGHT, WIDTH, 3)
    assert found.labels == ("person", "dog") and found.difficult == (False, True)
    # Columns 11 to 20 counted from 1 are 10 to 19 from 0, ten of them; likewise rows 6 to 25.
    assert found.boxes.tolist() == [[10, 5, 10, 20], [30, 29, 30, 11]]


def test_vocs_masks_are_the_indices_of_the_palette_without_the_outline(voc_folder):
    found = voc(voc_folder / "Annotations/2012_000001.xml")
    assert found.masks.sum(axis=(1, 2)).tolist() == [18 * 8, 9 * 28]
    assert found.masks[0, 6:24, 11:19].all()
    for (x, y, width, height), mask in zip(found.boxes.astype(int), found.masks, strict=True):
        assert mask[y : y + height, x : x + width].sum() == mask.sum()


def test_vocs_classes_are_read_by_number_and_agree_with_the_objects(voc_folder):
    regions = voc_regions(voc_folder / "SegmentationClass/2012_000001.png")
    by_object = voc(voc_folder / "Annotations/2012_000001.xml").regions()
    assert set(regions) == set(by_object) == {"dog", "person"}
    for name, region in regions.items():
        np.testing.assert_array_equal(region, by_object[name])
    # §3 of the development kit numbers the classes in alphabetical order, from 1.
    assert list(VOC_CLASSES) == sorted(VOC_CLASSES) and len(VOC_CLASSES) == 20


def test_files_outside_vocs_folders_can_be_named(voc_folder, tmp_path):
    xml = voc_folder / "Annotations/2012_000001.xml"
    objects = voc_folder / "SegmentationObject/2012_000001.png"
    image = voc_folder / "JPEGImages/2012_000001.jpg"
    moved = [path.rename(tmp_path / path.name) for path in (xml, objects, image)]
    assert voc(moved[0], moved[2]).masks is None
    assert voc(moved[0], moved[2], moved[1]).masks.any()
    with pytest.raises(ValueError, match=r"there is no picture at .*2012_000001\.jpg"):
        voc(moved[0])


BOMB = """<!DOCTYPE a [<!ENTITY a "haha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>
<annotation><filename>&b;</filename></annotation>"""
OUTSIDE = """<!DOCTYPE a [<!ENTITY a SYSTEM "file:///etc/hostname">]>
<annotation><filename>&a;</filename></annotation>"""


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (BOMB, "not safe to read"),
        (OUTSIDE, "not safe to read"),
        (XML[:300], "not XML, or cut short"),
        ("", "not XML, or cut short"),
        ("<html><body/></html>", "it begins with <html>"),
        (XML.replace("filename", "file"), "<annotation> has no <filename>"),
        (XML.replace("xmax", "x2"), "<object> has no <bndbox/xmax>"),
        (XML.replace("<xmin>11", "<xmin>eleven"), "<object> has no numbers, but eleven, 6, 20, 25"),
        (XML.replace("<xmin>11", "<xmin>21"), "a box ends before it begins: 21–20, 6–25"),
        (XML.replace("<xmin>11", "<xmin>nan"), "a box ends before it begins: nan–20"),
        (XML.replace("<width>60", "<width>wide"), "<annotation> has no numbers, but 40, wide"),
        (XML.replace("<width>60", "<width>600"), "of 600×40 px, but that picture has 60×40"),
        (XML[: XML.rindex("<object>")] + "</annotation>", "numbers 2 objects, .* lists 1"),
    ],
)
def test_a_wrong_annotation_of_voc_is_one_sentence(voc_folder, content, said):
    path = voc_folder / "Annotations/2012_000001.xml"
    path.write_text(content)
    with pytest.raises(ValueError, match=said) as told:
        voc(path)
    assert "2012_000001" in str(told.value) and "\n" not in str(told.value)


def test_masks_in_colours_instead_of_indices_are_refused(voc_folder):
    path = voc_folder / "SegmentationObject/2012_000001.png"
    Image.open(path).convert("RGB").save(path)
    with pytest.raises(ValueError, match=r"has colours .* where VOC has indices"):
        voc(voc_folder / "Annotations/2012_000001.xml")
    save_indices(path, np.full((HEIGHT, WIDTH), 21))
    with pytest.raises(ValueError, match="has the class number 21; VOC has 20"):
        voc_regions(path)
    save_indices(path, np.zeros((5, 5)))
    with pytest.raises(ValueError, match="another size than the photograph"):
        voc(voc_folder / "Annotations/2012_000001.xml")


def instances():
    """Picture 7 with a polygon of two parts, run lengths as a list and as a string; 8 without."""
    entry = {"id": 7, "file_name": "seven.png", "width": 7, "height": 5}
    parts = [[1, 1, 3, 1, 3, 3, 1, 3], [5, 0, 7, 0, 7, 5, 5, 5]]
    counts = [11, 3, 3, 1, 4, 1, 4, 1, 2, 1, 4]  # as in test_masks.py
    cut = ";33N1000N02"
    size = [5, 7]
    annotations = [
        {
            "image_id": 7,
            "category_id": 18,
            "bbox": [1, 0, 6, 5],
            "iscrowd": 0,
            "segmentation": parts,
        },
        {"image_id": 8, "category_id": 1, "bbox": [0, 0, 2.5, 3.25]},
        {
            "image_id": 7,
            "category_id": 1,
            "bbox": [2, 0, 5, 4],
            "iscrowd": 1,
            "segmentation": {"size": size, "counts": counts},
        },
        {
            "image_id": 7,
            "category_id": 1,
            "bbox": [2, 0, 5, 4],
            "segmentation": {"size": size, "counts": cut},
        },
        {"image_id": 7, "category_id": 18, "bbox": [0, 0, 1, 1], "segmentation": []},
    ]
    categories = [{"id": 1, "name": "person"}, {"id": 18, "name": "dog"}]
    images = [entry, entry | {"id": 8, "file_name": "eight.png"}]
    return {"images": images, "annotations": annotations, "categories": categories}


@pytest.fixture
def coco_folder(tmp_path):
    (tmp_path / "instances.json").write_text(json.dumps(instances()))
    for name in ("seven", "eight"):
        Image.new("RGB", (7, 5)).save(tmp_path / f"{name}.png")
    return tmp_path


def test_cocos_objects_are_read_with_all_three_kinds_of_mask(coco_folder):
    found = coco(coco_folder / "instances.json", 7, coco_folder)
    assert found.labels == ("dog", "person", "person", "dog")
    assert found.difficult == (False, True, False, False)
    assert found.boxes[0].tolist() == [1, 0, 6, 5]
    expected = np.zeros((5, 7), bool)
    expected[1:3, 1:3] = expected[:, 5:] = True
    np.testing.assert_array_equal(found.masks[0], expected)
    assert found.masks[1].sum() == 3 + 1 + 1 + 1 + 1
    np.testing.assert_array_equal(found.masks[1], found.masks[2])
    assert not found.masks[3].any()


def test_a_picture_of_coco_without_masks_has_its_boxes(coco_folder):
    found = coco(coco_folder / "instances.json", 8, coco_folder)
    assert found.masks is None and found.boxes.tolist() == [[0, 0, 2.5, 3.25]]


def altered(change):
    content = instances()
    change(content)
    return json.dumps(content)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "not JSON, or cut short"),
        (json.dumps(instances())[:-30], "not JSON, or cut short"),
        ("[]", "is no instances file of COCO"),
        ("{}", "is no instances file of COCO: it has no 'images'"),
        (altered(lambda c: c.pop("categories")), "it has no 'categories'"),
        (
            altered(lambda c: c["categories"].pop()),
            "an object is of category 18, which has no name",
        ),
        (altered(lambda c: c["images"].pop(0)), "no picture has the id 7; there are 1: 8"),
        (altered(lambda c: c["images"][0].update(width=8)), "7×5 px, but was annotated with 8×5"),
        (altered(lambda c: c["images"][0].update(file_name="nine.png")), "there is no picture at"),
        (altered(lambda c: c["annotations"][0]["segmentation"][0].pop()), "a polygon is x1, y1"),
        (altered(lambda c: c["annotations"][0].update(bbox=[1, 2, 3])), "need as many boxes"),
        (
            altered(lambda c: c["annotations"][2]["segmentation"].update(counts=[7])),
            "run lengths of 7 px in all do not fit",
        ),
        (
            altered(lambda c: c["annotations"][3]["segmentation"].update(size=[7, 5])),
            r"run lengths for \[7, 5\] px, not 5×7",
        ),
    ],
)
def test_a_wrong_instances_file_of_coco_is_one_sentence(coco_folder, content, said):
    path = coco_folder / "instances.json"
    path.write_text(content)
    with pytest.raises(ValueError, match=said) as told:
        coco(path, 7, coco_folder)
    assert str(path) in str(told.value) and "\n" not in str(told.value)


def test_the_picture_that_ships_has_three_objects_that_overlap_in_their_boxes_only():
    found = example()
    assert found.labels == ("cup", "saucer", "spoon") and found.image.shape == (400, 600, 3)
    shared = found.masks.sum(axis=0) > 1
    assert shared.sum() <= 40, "where two outlines meet, a pixel may be on both sides"
    for (x, y, width, height), mask in zip(found.boxes, found.masks, strict=True):
        rows, columns = np.nonzero(mask)
        assert x - 1 <= columns.min() <= x + 1 and y - 1 <= rows.min() <= y + 1
        assert x + width - 2 <= columns.max() <= x + width
        assert y + height - 2 <= rows.max() <= y + height


def test_the_masks_that_ship_lie_on_what_they_name():
    """Colours looked up in the photograph: white rim, red saucer, metal; the wood is in none."""
    image, (cup, saucer, spoon) = example().image.astype(int), example().masks
    assert cup[110, 183] and (image[110, 183] > 190).all()
    assert saucer[300, 440] and image[300, 440, 0] > 3 * image[300, 440, 1:].max()
    assert spoon[274, 352] and (image[274, 352] > 230).all()
    assert not (cup | saucer | spoon)[[20, 380, 60, 390], [20, 580, 560, 20]].any()
