"""Pictures of cards that never existed, and what happens to pictures."""

import io
import random
from collections.abc import Callable, Mapping

from PIL import Image, ImageDraw, ImageFilter

GREY = (128, 128, 128)
WIDTH, HEIGHT = 480, 672

Change = Callable[[Image.Image], Image.Image]


def card(seed: int) -> Image.Image:
    """Return a framed card with a picture of its own for each seed."""
    dice = random.Random(seed)
    image = Image.new("RGB", (WIDTH, HEIGHT), colour(dice))
    draw = ImageDraw.Draw(image)
    draw.rectangle((24, 24, WIDTH - 24, HEIGHT - 24), fill=colour(dice))
    for _ in range(14):
        left, top = dice.randrange(40, 400), dice.randrange(60, 560)
        right, bottom = min(left + dice.randrange(40, 200), 450), min(top + dice.randrange(40, 200), 640)
        shape = dice.choice((draw.ellipse, draw.rectangle))
        shape((left, top, right, bottom), fill=colour(dice))
    return image


def colour(dice: random.Random) -> tuple[int, int, int]:
    return dice.randrange(256), dice.randrange(256), dice.randrange(256)


def saved(image: Image.Image, kind: str = "JPEG", **options: object) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def recompressed(quality: int) -> Change:
    return lambda image: Image.open(io.BytesIO(saved(image, quality=quality)))


def rescaled(factor: float) -> Change:
    return lambda image: image.resize((int(image.width * factor), int(image.height * factor)))


def rotated(degrees: float) -> Change:
    expand = degrees % 90 == 0
    return lambda image: image.rotate(degrees, Image.Resampling.BICUBIC, expand=expand, fillcolor=GREY)


def brightened(image: Image.Image) -> Image.Image:
    return image.point(lambda value: min(255, value * 1.2))


def blurred(image: Image.Image) -> Image.Image:
    return image.filter(ImageFilter.GaussianBlur(3))


def cropped(image: Image.Image) -> Image.Image:
    return image.crop((10, 13, image.width - 10, image.height - 13))


COPIES: Mapping[str, Change] = {
    "rescaled to a half": rescaled(0.5),
    "rescaled by 1.5": rescaled(1.5),
    "recompressed at 30": recompressed(30),
    "recompressed at 10": recompressed(10),
    "rotated by 1 degree": rotated(1),
    "rotated by 2 degrees": rotated(2),
    "rotated by 3 degrees": rotated(-3),
    "rotated by 90 degrees": rotated(90),
    "rotated by 180 degrees": rotated(180),
    "rotated by 270 degrees": rotated(270),
    "brightened by a fifth": brightened,
    "blurred": blurred,
    "cropped by 2 %": cropped,
}
