"""Folders of pictures, made here: layout, orientation, colour modes, damaged files, memory."""

import struct

import numpy as np
import pytest
from PIL import Image

from helpers import datasets
from helpers.datasets import image_folder
from helpers.datasets.pictures import open_rgb, read_rgb

RED, GREEN, BLUE, WHITE = (255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255)


def save(path, colour=RED, size=(20, 20), mode="RGB", **options):
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new(mode, size, colour).save(path, **options)
    return path


@pytest.fixture
def imagenet(tmp_path):
    """ImageNet's layout with its file names: 3 and 2 pictures to train on, 1 and 1 to test on."""
    for number in range(3):
        save(tmp_path / f"train/n02/n02_{number}.JPEG", RED)
    for number in range(2):
        save(tmp_path / f"train/n01/n01_{number}.JPEG", GREEN)
    save(tmp_path / "val/n02/ILSVRC2012_val_1.JPEG", RED)
    save(tmp_path / "val/n01/ILSVRC2012_val_2.JPEG", GREEN)
    return tmp_path


def test_imagenets_layout_becomes_a_data_set(imagenet):
    made = datasets.folder(imagenet, 8)
    assert made.classes == ("n01", "n02")
    assert made.train.labels.tolist() == [0, 0, 1, 1, 1]
    assert made.test.labels.tolist() == [0, 1]
    assert made.train.images.shape == (5, 8, 8, 3)
    assert made.test.images[1, 4, 4].tolist() == pytest.approx(RED, abs=3)  # JPEG is not exact
    assert (made.name, made.size) == (imagenet.name, "full") and str(imagenet) in made.source


def test_a_limit_takes_the_first_files_of_each_class_by_name(imagenet):
    save(imagenet / "train/n01/n01_00.JPEG", BLUE)
    made = datasets.folder(imagenet, 8, limit=1)
    assert made.train.labels.tolist() == [0, 1] and made.size == "first 1 of each class"
    assert made.train.images[0, 4, 4].tolist() == pytest.approx(GREEN, abs=3)  # n01_0.JPEG


def test_without_a_test_folder_every_fifth_file_is_held_out(tmp_path):
    for number in range(10):
        save(tmp_path / f"cat/{number}.png", (number, 0, 0))
    save(tmp_path / "dog/only.png")
    made = datasets.folder(tmp_path, 4)
    assert made.classes == ("cat", "dog")
    assert made.test.images[:, 0, 0, 0].tolist() == [2, 7]
    assert made.train.images[:8, 0, 0, 0].tolist() == [0, 1, 3, 4, 5, 6, 8, 9]
    assert made.train.labels.tolist() == [0] * 8 + [1]
    assert len(datasets.folder(tmp_path, 4, held_out=0).test) == 0


def test_files_that_are_no_pictures_and_hidden_ones_are_not_looked_at(imagenet):
    (imagenet / "train/n01/notes.txt").write_text("hello")
    (imagenet / "train/n01/._n01_0.JPEG").write_bytes(b"left by another system")
    (imagenet / "train/.cache").mkdir()
    assert len(datasets.folder(imagenet, 4).train) == 5


def test_pictures_deeper_down_belong_to_the_class_above(imagenet):
    save(imagenet / "train/n03/images/n03_0.JPEG")
    assert datasets.folder(imagenet, 4).train.labels.tolist()[-1] == 2


def test_the_middle_square_is_kept(tmp_path):
    path = save(tmp_path / "wide/a.png", WHITE, (30, 10))
    picture = Image.open(path)
    picture.paste(RED, (10, 0, 20, 10))
    picture.save(path)
    images = datasets.folder(tmp_path, 10).train.images
    assert (images == np.array(RED)).all()


def test_the_orientation_in_exif_is_honoured(tmp_path):
    """A camera held upright stores rows as columns and notes 6: turn by 90° clockwise."""
    stored = Image.new("RGB", (40, 20), WHITE)
    stored.paste(RED, (0, 0, 20, 20))  # left half
    exif = Image.Exif()
    exif[0x0112] = 6
    stored.save(tmp_path / "a.png", exif=exif)
    upright = np.asarray(open_rgb(tmp_path / "a.png"))
    assert upright.shape == (40, 20, 3)
    assert (upright[:20] == RED).all() and (upright[20:] == WHITE).all()  # left became top


def modes(folder):
    """{file name: the colour it must have} of pictures in every mode that the web holds."""
    save(folder / "cmyk.jpg", (0, 255, 255, 0), mode="CMYK", quality=95)
    save(folder / "grey.png", 77, mode="L")
    save(folder / "grey16.png", 77 * 256 + 5, mode="I;16")
    save(folder / "black.png", 1, mode="1")
    save(folder / "clear.png", (*RED, 0), mode="RGBA")
    save(folder / "half.png", (0, 0, 0, 128), mode="RGBA")
    save(folder / "grey-clear.png", (0, 0), mode="LA")
    palette = Image.new("P", (20, 20), 1)
    palette.putpalette([0, 0, 0, *BLUE])
    palette.save(folder / "palette.gif")
    palette.save(folder / "palette-clear.png", transparency=1)
    Image.new("RGB", (20, 20), GREEN).save(folder / "really-png.jpeg", "PNG")
    return {
        "cmyk.jpg": RED,
        "grey.png": (77,) * 3,
        "grey16.png": (77,) * 3,
        "black.png": WHITE,
        "clear.png": WHITE,
        "half.png": (127,) * 3,
        "grey-clear.png": WHITE,
        "palette.gif": BLUE,
        "palette-clear.png": WHITE,
        "really-png.jpeg": GREEN,
    }


def test_every_colour_mode_becomes_rgb(tmp_path):
    expected = modes(tmp_path / "all")
    for name, colour in expected.items():
        pixels = read_rgb(tmp_path / "all" / name)
        assert pixels.shape == (20, 20, 3) and pixels.dtype == np.uint8
        assert pixels[10, 10].tolist() == pytest.approx(colour, abs=3), name
    made = datasets.folder(tmp_path, 8, held_out=0)
    found = dict(zip(sorted(expected), made.train.images[:, 4, 4].tolist(), strict=True))
    for name, colour in expected.items():
        assert found[name] == pytest.approx(colour, abs=3), name


def damage(folder):
    """Names of files that cannot be read, each in a way of its own."""
    rng = np.random.default_rng(0)
    noise = Image.fromarray(rng.integers(0, 256, (64, 64, 3), dtype=np.uint8))
    for name in ("cut.jpg", "cut.png", "cut.webp", "header.png", "bits.png", "tags.tif"):
        noise.save(folder / name)
    for name in ("cut.jpg", "cut.png", "cut.webp"):
        (folder / name).write_bytes((folder / name).read_bytes()[:2000])
    content = (folder / "header.png").read_bytes()
    (folder / "header.png").write_bytes(content[:16] + struct.pack(">II", 0, 0) + content[24:])
    content = bytearray((folder / "bits.png").read_bytes())
    content[3000:3100] = bytes(100)
    (folder / "bits.png").write_bytes(content)
    (folder / "tags.tif").write_bytes((folder / "tags.tif").read_bytes()[:20])
    (folder / "page.jpg").write_text("<html>not found</html>")
    (folder / "empty.jpg").write_bytes(b"")
    Image.new("F", (8, 8), 0.5).save(folder / "float.tif")
    return [
        "bits.png",
        "cut.jpg",
        "cut.png",
        "cut.webp",
        "empty.jpg",
        "float.tif",
        "header.png",
        "page.jpg",
        "tags.tif",
    ]


def test_damaged_files_are_named_and_left_out(imagenet, monkeypatch):
    names = damage(imagenet / "train/n01")
    monkeypatch.setattr(image_folder, "NAMED", 20)
    with pytest.warns(UserWarning, match="9 of 16 files could not be read") as told:
        made = datasets.folder(imagenet, 8)
    said = str(told[-1].message)  # Pillow may have warned before
    assert all(f"{imagenet / 'train/n01' / name} (" in said for name in names) and "\n" not in said
    assert made.train.labels.tolist() == [0, 0, 1, 1, 1]
    np.testing.assert_allclose(made.train.images[0, 4, 4], GREEN, atol=3)


def test_many_damaged_files_make_a_short_warning(imagenet):
    damage(imagenet / "train/n01")
    with pytest.warns(UserWarning, match=r"and 4 more$"):
        datasets.folder(imagenet, 8)


def test_a_damaged_file_read_alone_is_one_sentence(tmp_path):
    for name in damage(tmp_path):
        with pytest.raises(ValueError, match=rf"{name} cannot be read as a picture: \w") as told:
            read_rgb(tmp_path / name)
        assert "\n" not in str(told.value)
    with pytest.raises(ValueError, match="there is no picture at"):
        read_rgb(tmp_path / "nowhere.png")


def test_when_nothing_can_be_read_it_says_so(tmp_path):
    (tmp_path / "cat").mkdir()
    (tmp_path / "cat/a.jpg").write_text("no")
    with pytest.raises(ValueError, match="none of its 1 pictures can be read"):
        datasets.folder(tmp_path)


def test_what_needs_much_memory_is_said_before_anything_is_read(imagenet):
    (imagenet / "train/n01/broken.jpg").write_text("reading this would warn")
    # 8 images of 20000×20000×3 bytes are 8.94 GiB.
    with pytest.raises(ValueError, match=r"8 images of 20000×20000 need 8\.9 GiB .* gib=9$"):
        datasets.folder(imagenet, 20_000)


@pytest.mark.parametrize(
    ("arrange", "said"),
    [
        (lambda root: root.rmdir(), "there is no folder"),
        (lambda root: save(root / "a.png"), "put the pictures of each class into a folder"),
        (lambda root: (root / "cat").mkdir(), "cat holds no pictures"),
        (
            lambda root: (save(root / "train/cat/a.png"), save(root / "val/a.png")),
            "val holds no folders: put the pictures of each class",
        ),
        (
            lambda root: (save(root / "train/cat/a.png"), save(root / "test/dog/a.png")),
            "class 'dog' has pictures to test on, none to train on",
        ),
    ],
)
def test_another_layout_is_answered_with_the_one_that_is_needed(tmp_path, arrange, said):
    root = tmp_path / "pictures"
    root.mkdir()
    arrange(root)
    with pytest.raises(ValueError, match=said):
        datasets.folder(root)


@pytest.mark.parametrize(
    "options", [{"side": 0}, {"side": 8.5}, {"limit": 0}, {"held_out": 1}, {"held_out": -0.1}]
)
def test_numbers_that_make_no_sense_are_refused_by_name(imagenet, options):
    with pytest.raises(ValueError, match=f"{next(iter(options))} must be"):
        datasets.folder(imagenet, **options)
