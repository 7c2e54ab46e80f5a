"""Sets by what is printed on their cards: their code, and how many cards they say to have."""

from collections.abc import Mapping

BY_CODE: Mapping[str, str] = {
    "SVI": "Scarlet & Violet",
    "PAL": "Paldea Evolved",
    "OBF": "Obsidian Flames",
    "MEW": "151",
    "PAR": "Paradox Rift",
    "PAF": "Paldean Fates",
    "TEF": "Temporal Forces",
    "TWM": "Twilight Masquerade",
    "SFA": "Shrouded Fable",
    "SCR": "Stellar Crown",
    "SSP": "Surging Sparks",
    "PRE": "Prismatic Evolutions",
}

BY_SIZE: Mapping[str, tuple[str, ...]] = {
    "102": ("Base Set",),
    "64": ("Jungle",),
    "62": ("Fossil",),
    "130": ("Base Set 2",),
    "82": ("Team Rocket",),
    "132": ("Gym Heroes", "Gym Challenge"),
    "111": ("Neo Genesis",),
    "75": ("Neo Discovery",),
    "66": ("Neo Revelation",),
    "105": ("Neo Destiny",),
    "110": ("Legendary Collection",),
    "165": ("Expedition", "151"),
}
